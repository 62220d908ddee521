import { groupsOf } from '../domain/audience';
import type { Change } from '../domain/change';
import { tidyComment } from '../domain/comment';
import { Fault } from '../domain/fault';
import type { Home, Person } from '../domain/person';
import type { Policy } from '../domain/policy';
import { isRefusal, type Refusal, refuse } from '../domain/refusal';
import { type Dossier, type ReviewClick, refuseReview, review, withdraw } from '../domain/reviewing';
import type { Attempted, CardClick, Reviewed, UnreadClick } from './intake';
import { nameless } from './nameless';
import { createOpenCard } from './open-card';
import type { Clock, Directory, Log, PolicySource } from './ports';
import type { RefusedClicks } from './refused-clicks';
import { establish, type Standing } from './standing';
import type { Posts, Store } from './storage';
import { todaysRuling } from '../domain/todays-ruling';

export interface ReviewNeeds {
  readonly store: Store;
  readonly posts: Posts;
  readonly directory: Directory;
  readonly policy: PolicySource;
  readonly refusedClicks: RefusedClicks;
  readonly home: () => Home;
  readonly clock: Clock;
  readonly log: Log;
  /** Called after a decision was stored. */
  readonly decided: () => void;
}

/** How often a lost race is decided again before it counts as a bug. */
const MAX_RACES = 50;

/** Decides on requests: approve, deny, withdraw. Rejects with a `Fault` when it cannot be established who clicked. */
export const createReview = (needs: ReviewNeeds) => {
  const { store, directory, policy, refusedClicks, clock, log } = needs;

  const openCard = createOpenCard(needs);
  const hash = (): string => policy.current().hash;

  /** Refused attempts are on record too, and change nothing. */
  const refused = (
    { delivery, requestId, ...click }: CardClick,
    attempted: Attempted,
    refusal: Refusal,
    person: Person = nameless(click),
  ): Promise<Reviewed> => {
    const about = refusal.code === 'unknown-request' ? null : requestId;
    return refusedClicks.refuse({ delivery, person, requestId: about, attempted, policyHash: hash() }, refusal);
  };

  /** Decides on the stored state, and again whenever somebody else was faster. */
  const decideOn = async (
    click: CardClick,
    attempted: Attempted,
    how: (dossier: Dossier) => Promise<Change | Refusal>,
    who: () => Person | undefined = () => undefined,
  ): Promise<Reviewed> => {
    for (let race = 0; race < MAX_RACES; race += 1) {
      const dossier = await openCard(click);
      if (isRefusal(dossier)) return refused(click, attempted, dossier, who());
      const outcome = await how(dossier);
      if (isRefusal(outcome)) return refused(click, attempted, outcome, who());
      const committed = await store.commit(outcome);
      if (committed.kind === 'stale') continue;
      if (committed.kind === 'seen') return refusedClicks.recall(click.personId, click.delivery);
      if (committed.kind === 'reviewed') return refused(click, attempted, refuse('already-reviewed'), who());
      if (committed.kind !== 'done') throw new Error(`a decision on ${click.requestId} cannot be ${committed.kind}`);
      log.info('request.decided', { requestId: click.requestId, by: click.personId, attempted });
      needs.decided();
      return { kind: 'done' };
    }
    throw new Error(`request ${click.requestId} kept changing`);
  };

  /** Who clicked, by reads that start now; or why they, or their channel, cannot decide. */
  const standingFor = async (
    click: Omit<CardClick, 'delivery'>,
    dossier: Dossier,
    inForce: Policy,
  ): Promise<Standing | Refusal> => {
    const { terms } = todaysRuling(dossier, inForce);
    const standing = await establish(directory, needs.home(), inForce, {
      personId: click.personId,
      channel: click.channel,
      memberships: directory.memberships(groupsOf([...dossier.request.terms.places, ...terms.places])),
    });
    // Nothing is posted and no words are kept here, as they would be for somebody who asks.
    const isShutOut = isRefusal(standing) && standing.code === 'bot-not-in-channel';
    return isShutOut ? refuse('bot-left-channel') : standing;
  };

  /** The same; that it could not be established is on record before the fault goes its way. */
  const standingOrRecord = async (
    click: CardClick,
    attempted: Attempted,
    dossier: Dossier,
    inForce: Policy,
  ): Promise<Standing | Refusal> => {
    try {
      return await standingFor(click, dossier, inForce);
    } catch (error) {
      const { delivery, requestId } = click;
      if (error instanceof Fault) {
        const attempt = { delivery, person: nameless(click), requestId, attempted, policyHash: inForce.hash };
        await refusedClicks.undecided(attempt, error);
      }
      throw error;
    }
  };

  const decideAs = (click: CardClick, decision: ReviewClick['decision'], words: string | null): Promise<Reviewed> => {
    let read: { readonly policy: Policy; readonly standing: Standing | Refusal } | null = null;
    const who = () => (read === null || isRefusal(read.standing) ? undefined : read.standing.person);
    const how = async (dossier: Dossier): Promise<Change | Refusal> => {
      // Read again where the policy has changed meanwhile: it may ask about other groups.
      while (read?.policy.hash !== policy.current().hash) {
        const inForce = policy.current();
        read = { policy: inForce, standing: await standingOrRecord(click, decision, dossier, inForce) };
      }
      const { policy: inForce, standing } = read;
      if (isRefusal(standing)) return standing;
      const { terms, refusal } = todaysRuling(dossier, inForce);
      const facts = {
        decision,
        words,
        arrivedAt: click.arrivedAt,
        todaysTerms: terms,
        todaysRefusal: refusal,
        policyHash: inForce.hash,
      };
      return review(dossier, { ...standing, ...facts }, clock.now(), click.delivery);
    };
    return decideOn(click, decision, how, who);
  };

  return {
    approve: (click: CardClick): Promise<Reviewed> => decideAs(click, 'approved', null),
    deny: (click: CardClick & { readonly words: string }): Promise<Reviewed> =>
      decideAs(click, 'denied', tidyComment(click.words)),

    /**
     * Why the form for a denial's reason need not be opened at all; null when it should be. What the store knows is
     * looked at first; whoever cannot wait for the rest opens the form, since `deny` decides by itself. Puts nothing on
     * record: whoever does open no form says so with `refuseDeny`, and where it was opened the submission is recorded.
     */
    beforeDeny: async (click: Omit<CardClick, 'delivery'>): Promise<Refusal | null> => {
      const dossier = await openCard(click);
      if (isRefusal(dossier)) return dossier;
      const { terms } = dossier.request;
      const inForce = policy.current();
      const { arrivedAt } = click;
      const facts = {
        decision: 'denied',
        words: null,
        todaysTerms: terms,
        todaysRefusal: null,
        policyHash: inForce.hash,
        arrivedAt,
      } as const;
      const everyone = new Map(groupsOf(terms.places).map((group) => [group, new Set([click.personId])] as const));
      const nobody = { person: nameless(click), memberships: everyone };
      const stored = refuseReview(dossier, { ...nobody, ...facts });
      if (stored !== null) return stored;
      const standing = await standingFor(click, dossier, inForce);
      return isRefusal(standing) ? standing : refuseReview(dossier, { ...standing, ...facts });
    },

    refuseDeny: (click: CardClick, refusal: Refusal): Promise<Reviewed> => refused(click, 'denied', refusal),

    /** No request is read: what the button says is not ours, so it names none. */
    refuseUnread: ({ delivery, personId, attempted }: UnreadClick): Promise<Reviewed> => {
      const attempt = { delivery, person: nameless({ personId }), requestId: null, attempted, policyHash: hash() };
      return refusedClicks.refuse(attempt, refuse('card-changed', ''));
    },

    /** Takes no directory: only the requestor can, and they are known by their id. */
    withdraw: (click: CardClick): Promise<Reviewed> =>
      decideOn(click, 'withdrawn', async (dossier) => {
        const { requestor } = dossier.request;
        const person = requestor.id === click.personId ? requestor : { id: click.personId, name: click.personId };
        return withdraw(dossier, person, clock.now(), click.delivery);
      }),
  };
};
