import type { Memberships } from '../domain/audience';
import type { Change } from '../domain/change';
import { admitChannel } from '../domain/channel';
import { tidyComment } from '../domain/comment';
import { Fault } from '../domain/fault';
import { mayMoveSwitch, pauseSending, RESUME_NEEDS, resumeSending } from '../domain/pausing';
import { admitPerson, type Home, isPerson, type Person } from '../domain/person';
import { anyApprover } from '../domain/policy';
import { isRefusal, type Refusal } from '../domain/refusal';
import type { Sending } from '../domain/sending';
import { createIsOnNotice } from './clicked-notice';
import { findMember } from './find-member';
import type { PauseAsk, ResumeAsk, Switched } from './intake';
import { nameless } from './nameless';
import type { Clock, Directory, Log, PolicySource } from './ports';
import type { ClickAttempt, RefusedClicks } from './refused-clicks';
import type { Posts, Store } from './storage';

export interface PauseNeeds {
  readonly store: Store;
  readonly posts: Pick<Posts, 'noticesIn' | 'sent'>;
  readonly directory: Directory;
  readonly policy: PolicySource;
  readonly refusedClicks: RefusedClicks;
  readonly home: () => Home;
  readonly clock: Clock;
  readonly log: Log;
  /** Called after the switch was moved. */
  readonly switched: () => void;
}

/** As the record names it. */
type Attempted = 'paused' | 'resumed';

/** One move of the switch. */
interface Move {
  readonly attempted: Attempted;
  /** Decides on the stored switch. */
  readonly how: (
    sending: Sending,
    facts: { readonly person: Person; readonly channels: readonly string[] },
  ) => Promise<Change | Refusal>;
}

/** How often a lost race is decided again before it counts as a bug. */
const MAX_RACES = 50;
/** Where it was typed decides nothing but where it is told: nobody waits longer than this for Slack to say. */
const CHANNEL_MS = 3_000;

/**
 * Moves the one switch that stops all sending. Works from any channel and from direct messages. Rejects with the
 * directory's `Fault` when it cannot be established who asks: then the answer is no.
 */
export const createPause = (needs: PauseNeeds) => {
  const { store, directory, policy, refusedClicks, clock, log } = needs;
  const isOnRecordedNotice = createIsOnNotice(needs.posts);

  /** The person as the directory shows them now; or why they do not count. */
  const admitted = async (personId: string): Promise<Person | Refusal> =>
    admitPerson(await directory.profile(personId), needs.home());

  /** A group that is slow, or gone from Slack, must not keep anybody else from stopping everything, or from going on. */
  const membershipsOf = (personId: string): Promise<Memberships> =>
    findMember(directory, anyApprover(policy.current()), personId);

  const refuseMove = (personId: string, memberships: Memberships): Refusal | null =>
    mayMoveSwitch(anyApprover(policy.current()), personId, memberships);

  /** Whether somebody who said before that it may go on would still be heard. */
  const isStillApprover = async (personId: string): Promise<boolean> => {
    const [person, memberships] = await Promise.all([admitted(personId), membershipsOf(personId)]);
    return isPerson(person) && refuseMove(personId, memberships) === null;
  };

  /** Where it was said, if the bot may post there. What cannot be found out in time is not told there, and stops nothing. */
  const hereIfPostable = async (channel: string): Promise<readonly string[]> => {
    let callOff = () => {};
    const late = new Promise<null>((resolve) => {
      callOff = clock.at(clock.now() + CHANNEL_MS, () => resolve(null));
    });
    const facts = await Promise.race([directory.channel(channel).catch(() => null), late]);
    callOff();
    return admitChannel(facts, null) === null ? [channel] : [];
  };

  const attemptOf = (ask: PauseAsk, attempted: Attempted, person: Person): ClickAttempt => ({
    delivery: ask.delivery,
    person,
    requestId: null,
    attempted,
    policyHash: policy.current().hash,
  });

  const done = (attempted: Attempted, by: Person, change: Change): Switched => {
    const pause = change.sending?.pause ?? null;
    const channels = change.events.flatMap(({ happening }) => ('channels' in happening ? happening.channels : []));
    if (attempted === 'paused') {
      log.warn('sending.paused', { by: by.id, channels });
      return { kind: 'done', given: null, needed: RESUME_NEEDS, channels };
    }
    const given = pause === null ? RESUME_NEEDS : pause.resumers.length;
    log.warn(pause === null ? 'sending.resumed' : 'sending.resume-asked', { by: by.id, given, channels });
    return { kind: 'done', given, needed: RESUME_NEEDS, channels };
  };

  /** Establishes who asks, then decides on the stored switch, and again whenever somebody else was faster. */
  const decide = async (ask: PauseAsk, { attempted, how }: Move): Promise<Switched> => {
    const refused = (person: Person, refusal: Refusal) =>
      refusedClicks.refuse(attemptOf(ask, attempted, person), refusal);
    const [person, memberships, here] = await Promise.all([
      admitted(ask.personId),
      membershipsOf(ask.personId),
      hereIfPostable(ask.channel),
    ]);
    if (!isPerson(person)) return refused(nameless(ask), person);
    // By the policy of this moment; a group that it names since the read is not established, and nobody is in it.
    const notAllowed = refuseMove(person.id, memberships);
    if (notAllowed !== null) return refused(person, notAllowed);
    const channels = [...new Set([...here, ...(policy.current().channels ?? [])])];
    for (let race = 0; race < MAX_RACES; race += 1) {
      const outcome = await how(await store.sending(), { person, channels });
      if (isRefusal(outcome)) return refused(person, outcome);
      const committed = await store.commit(outcome);
      if (committed.kind === 'stale') continue;
      if (committed.kind === 'seen') return refusedClicks.recall(person.id, ask.delivery);
      if (committed.kind !== 'done') throw new Error(`moving the switch cannot be ${committed.kind}`);
      needs.switched();
      return done(attempted, person, outcome);
    }
    throw new Error('the switch kept moving');
  };

  /** The same; that it could not be established who asks is on record before the fault goes its way. */
  const move = async (ask: PauseAsk, made: Move): Promise<Switched> => {
    try {
      return await decide(ask, made);
    } catch (error) {
      if (error instanceof Fault && error.facts.system !== 'store') {
        await refusedClicks.undecided(attemptOf(ask, made.attempted, nameless(ask)), error);
      }
      throw error;
    }
  };

  const stepOf = ({ delivery, words }: PauseAsk) => ({
    delivery,
    words: tidyComment(words),
    policyHash: policy.current().hash,
  });

  return {
    pause: (ask: PauseAsk): Promise<Switched> =>
      move(ask, {
        attempted: 'paused',
        how: async (sending, { person, channels }) =>
          pauseSending(sending, { ...stepOf(ask), person, channels }, clock.now()),
      }),

    /** Reads again who said so before: an account may have been closed, or have left its group, since. */
    resume: (ask: ResumeAsk): Promise<Switched> =>
      move(ask, {
        attempted: 'resumed',
        how: async (sending, { person, channels }) => {
          const before = (sending.pause?.resumers ?? []).filter(({ id }) => id !== person.id);
          const heard = await Promise.all(before.map(async ({ id }) => ((await isStillApprover(id)) ? id : null)));
          const stillApprovers = new Set(heard.filter((id) => id !== null));
          const { about } = ask;
          const isAfterPause = about === 'typed' && (await store.isAfterLastPause(ask.delivery));
          const isOnNotice = about === sending.pause?.number && (await isOnRecordedNotice(ask));
          const step = { ...stepOf(ask), person, channels, about, isAfterPause, isOnNotice, stillApprovers };
          return resumeSending(sending, step, clock.now());
        },
      }),
  };
};
