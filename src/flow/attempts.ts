import type { Change, Committed } from '../domain/change';
import type { Event, Happening, LimitedAttempt } from '../domain/event';
import { Fault } from '../domain/fault';
import type { Instant } from '../domain/instant';
import { requestEvent } from '../domain/lifecycle';
import type { Person } from '../domain/person';
import type { Limit, Policy } from '../domain/policy';
import { type Refusal, refuse } from '../domain/refusal';
import type { Clock, Log, PolicySource } from './ports';
import type { CameOf, Store } from './storage';

/** One try of one person: to ask, or a click that was refused. */
export interface Attempt {
  readonly what: LimitedAttempt;
  /** By the real name where the directory gave one, else by the id alone. */
  readonly person: Person;
  /** Key of the stored delivery. */
  readonly delivery: string;
  /** Of the policy that it was decided under. */
  readonly policyHash: string;
}

/** Whether one more attempt is within the person's limit. */
export type Tally =
  | { readonly kind: 'within' }
  | {
      readonly kind: 'over';
      readonly limit: Limit;
      /** From when on it is within the limit again. */
      readonly freeAt: Instant;
      /** Whether that they are over it is not on record yet. */
      readonly isNews: boolean;
    };

export type Over = Extract<Tally, { readonly kind: 'over' }>;

/** What became of a refused attempt; `seen`: the same delivery was decided before. */
export type Refused = { readonly kind: 'refused'; readonly refusal: Refusal } | { readonly kind: 'seen' };

/** What an attempt is told as in the log. */
export interface Entry {
  readonly requestId: string | null;
  readonly happening: Happening;
}

const limitOf: Readonly<Record<LimitedAttempt, (policy: Policy) => Limit>> = {
  requests: ({ limits }) => limits.requests,
  'refused-clicks': ({ limits }) => limits.refusedClicks,
};

const MOST_HELD = 1_000;
const LONGEST_KEPT = 1_000;
/** How far back what came of a delivery is looked for: nobody waits longer for an answer. */
const RECALL_MS = 24 * 3_600_000;

/** Words for the log: what somebody typed must not make an entry of any size. */
export const kept = (words: string): string =>
  words.length <= LONGEST_KEPT ? words : `${words.slice(0, LONGEST_KEPT).toWellFormed()}…`;

/** Why nothing can be decided on: the directory does not say who they are. */
export const identityUnknown = ({ facts }: Fault): Pick<Refusal, 'says'> & { readonly code: string } => ({
  code: 'identity-unknown',
  says: kept(`Who they are could not be established: ${facts.system} said “${facts.says}” (${facts.code}).`),
});

/**
 * Counts what people try, and puts the refused on record. Once a person is over a limit that is on record too, once, and
 * then nothing more until the window has moved on: so nobody can flood the log.
 */
export const createAttempts = (needs: {
  readonly store: Store;
  readonly policy: PolicySource;
  readonly clock: Clock;
  readonly log: Log;
}) => {
  const { store, policy, clock, log } = needs;
  const underWay = new Map<string, Set<Attempt>>();
  const notedUntil = new Map<string, Instant>();

  const keyOf = ({ what, person }: Attempt): string => `${what} ${person.id}`;

  const isNews = (attempt: Attempt, isNoted: boolean): boolean =>
    !isNoted && (notedUntil.get(keyOf(attempt)) ?? 0) <= clock.now();

  const tally = async (attempt: Attempt, before: readonly Attempt[]): Promise<Tally> => {
    const limit = limitOf[attempt.what](policy.current());
    const now = clock.now();
    const { made, isNoted } = await store.attemptsOf(attempt.person.id, attempt.what, now - limit.perMs);
    const others = made.filter(({ delivery }) => delivery !== attempt.delivery);
    const stored = new Set(others.map(({ delivery }) => delivery));
    const pending = before.filter(({ delivery }) => delivery !== attempt.delivery && !stored.has(delivery));
    const times = [...others.map(({ at }) => at), ...pending.map(() => now)];
    const oldest = times[times.length - limit.most];
    if (oldest === undefined) return { kind: 'within' };
    return { kind: 'over', limit, freeAt: oldest + limit.perMs, isNews: isNews(attempt, isNoted) };
  };

  /**
   * Counts an attempt as under way while `work` runs. What began before it is either stored by the time of the read or
   * still under way here, so a burst on one process cannot get past the limit. Replicas do not see what is under way on
   * another: together they may let through that much more.
   */
  const during = async <T>(attempt: Attempt, work: (tally: Tally) => Promise<T>): Promise<T> => {
    const key = keyOf(attempt);
    const others = underWay.get(key) ?? new Set();
    const before = [...others];
    underWay.set(key, others.add(attempt));
    try {
      return await work(await tally(attempt, before));
    } finally {
      others.delete(attempt);
      if (others.size === 0) underWay.delete(key);
    }
  };

  const commit = (
    { policyHash }: Attempt,
    events: readonly Event[],
    delivery: Pick<Change, 'delivery'>,
  ): Promise<Committed> => store.commit({ ...delivery, policyHash, events });

  /** Puts it on record once that somebody is over the limit. The delivery becomes done, so that it stays decided. */
  const noteOver = async (attempt: Attempt, over: Over, delivery: Pick<Change, 'delivery'>) => {
    if (!isNews(attempt, !over.isNews)) return commit(attempt, [], delivery);
    const { most, perMs } = over.limit;
    const key = keyOf(attempt);
    const now = clock.now();
    if (notedUntil.size >= MOST_HELD) notedUntil.clear();
    // Before the write and not after it: a burst must not write it many times.
    notedUntil.set(key, now + perMs);
    try {
      const happening = { kind: 'limited', what: attempt.what, most, perMs } as const;
      log.warn('attempts.limited', { personId: attempt.person.id, what: attempt.what, most, perMs });
      return await commit(attempt, [requestEvent(null, now, attempt.person, happening)], delivery);
    } catch (error) {
      notedUntil.delete(key);
      throw error;
    }
  };

  /**
   * Decided before, by a process that may have died before it said so: what was refused then is what is said now, whatever
   * the stored state says by now.
   */
  const answer = async (attempt: Attempt, committed: Committed, refusal: Refusal): Promise<Refused> => {
    if (committed.kind !== 'seen') return { kind: 'refused', refusal };
    const came = await cameOf(attempt.person.id, attempt.delivery);
    if (came === null || (came.kind === 'refused' && came.code === refusal.code)) return { kind: 'refused', refusal };
    return recalled(came);
  };

  const cameOf = (personId: string, delivery: string): Promise<CameOf | null> =>
    store.cameOf(personId, delivery, clock.now() - RECALL_MS);

  const recalled = (came: CameOf): Refused =>
    came.kind === 'refused' ? { kind: 'refused', refusal: refuse('refused-before', came.says) } : { kind: 'seen' };

  const tooMany = (attempt: Attempt, { limit, freeAt }: Over): Refusal =>
    attempt.what === 'requests'
      ? refuse('too-many-requests', limit.most, limit.perMs, freeAt)
      : refuse('too-many-refused-clicks', limit.most, limit.perMs, freeAt);

  /** Over the limit: that is the answer, and nothing is looked into. */
  const turnAway = async (attempt: Attempt, over: Over): Promise<Refused> =>
    answer(attempt, await noteOver(attempt, over, { delivery: attempt.delivery }), tooMany(attempt, over));

  return {
    during,
    turnAway,

    /** What came of a delivery that was decided before: told again where it was refused, since nobody may have heard. */
    recall: async (personId: string, delivery: string): Promise<Refused> =>
      recalled((await cameOf(personId, delivery)) ?? { kind: 'otherwise' }),

    /** The same of one that may be new, and then null. */
    recallIfAny: async (personId: string, delivery: string): Promise<Refused | null> => {
      const came = await cameOf(personId, delivery);
      return came === null ? null : recalled(came);
    },

    /** Puts a refused attempt on record, and its delivery is done. */
    refuse: async (attempt: Attempt, { requestId, happening }: Entry, refusal: Refusal): Promise<Refused> => {
      const event = requestEvent(requestId, clock.now(), attempt.person, happening);
      return answer(attempt, await commit(attempt, [event], { delivery: attempt.delivery }), refusal);
    },

    /**
     * Puts on record that nothing could be decided. The delivery is not done by it: what failed may pass, and whoever
     * takes the delivery up again after a crash decides on it. Where the store fails, the first fault is still to be told.
     */
    undecided: async (attempt: Attempt, { requestId, happening }: Entry): Promise<void> => {
      try {
        await during(attempt, (tally) =>
          tally.kind === 'over'
            ? noteOver(attempt, tally, {})
            : commit(attempt, [requestEvent(requestId, clock.now(), attempt.person, happening)], {}),
        );
      } catch (error) {
        if (!(error instanceof Fault)) throw error;
        log.warn('attempts.not-recorded', { personId: attempt.person.id, what: attempt.what, fault: error.facts });
      }
    },
  };
};

export type Attempts = ReturnType<typeof createAttempts>;
