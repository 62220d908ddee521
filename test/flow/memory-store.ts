import type { Change, Committed } from '../../src/domain/change';
import type { OurRun } from '../../src/domain/containment';
import type { Event } from '../../src/domain/event';
import type { Request, Review } from '../../src/domain/request';
import type { Dossier } from '../../src/domain/reviewing';
import type { Run, RunStatus } from '../../src/domain/run';
import type { Sending } from '../../src/domain/sending';
import type { Attempts, Posts, Store } from '../../src/flow/storage';

const open: readonly RunStatus[] = ['waiting', 'ready', 'dispatching', 'dispatched'];

/** A state as it was before a change that was taken, and as it is after. */
export interface Step {
  readonly change: Change;
  readonly request: { readonly before: Request; readonly after: Request } | null;
  readonly runs: readonly { readonly before: Run; readonly after: Run }[];
  readonly sending: Sending;
}

type CardPlace = NonNullable<Awaited<ReturnType<Posts['cardOf']>>>;

/** Who looks on: at every change that is taken, and at why one is not. */
export interface Onlooker {
  readonly took: (step: Step) => void;
  readonly turnedAway: (why: Committed['kind']) => void;
}

/** The promises of the store in memory: the same swaps and the same conflicts, with nothing kept. */
export const createMemoryStore = ({ took, turnedAway }: Onlooker) => {
  const requests = new Map<string, Request>();
  const runs = new Map<string, Run>();
  const reviews = new Map<string, readonly Review[]>();
  const events: { readonly event: Event; readonly delivery: string | null }[] = [];
  const fresh = new Set<string>();
  const cards = new Map<string, CardPlace>();
  let sending: Sending = { revision: 1, pause: null };

  const reviewsOf = (requestId: string) => reviews.get(requestId) ?? [];

  const conflictOf = (run: Run): Committed | null => {
    if (!open.includes(run.status)) return null;
    const others = [...runs.values()].filter(
      (other) => other.id !== run.id && other.machine.id === run.machine.id && open.includes(other.status),
    );
    const same = others.find(
      (other) => other.verb === run.verb && other.subject?.machineActionId === run.subject?.machineActionId,
    );
    if (same !== undefined) return { kind: 'already-open', requestId: same.requestId };
    const isLaneTaken = run.status === 'dispatching' && others.some((other) => other.status === 'dispatching');
    return isLaneTaken ? { kind: 'lane-taken' } : null;
  };

  const refusalOf = (change: Change): Committed | null => {
    const { delivery, opened, request, runs: moved = [], review, sending: next } = change;
    if (delivery !== undefined && !fresh.has(delivery)) return { kind: 'seen' };
    if (next !== undefined && next.revision !== sending.revision + 1) return { kind: 'stale' };
    const conflict = opened?.runs.map(conflictOf).find((one) => one !== null);
    if (conflict) return conflict;
    if (request !== undefined && requests.get(request.id)?.revision !== request.revision - 1) return { kind: 'stale' };
    if (review !== undefined && reviewsOf(review.requestId).some(({ person }) => person.id === review.person.id)) {
      return { kind: 'reviewed' };
    }
    for (const run of moved) {
      const stored = runs.get(run.id);
      if (stored?.revision !== run.revision - 1) return { kind: 'stale' };
      const isClaim = run.status === 'dispatching' && stored.status === 'ready';
      if (isClaim && sending.pause !== null) return { kind: 'paused' };
      const taken = conflictOf(run);
      if (taken !== null) return taken;
    }
    return null;
  };

  const take = (change: Change): Committed => {
    const refused = refusalOf(change);
    if (refused !== null) {
      turnedAway(refused.kind);
      return refused;
    }
    const { delivery, opened, request, runs: moved = [], review } = change;
    const steps = moved.flatMap((after) => {
      const before = runs.get(after.id);
      return before === undefined ? [] : [{ before, after }];
    });
    const before = request === undefined ? undefined : requests.get(request.id);
    if (delivery !== undefined) fresh.delete(delivery);
    for (const one of [opened?.request, request]) if (one !== undefined) requests.set(one.id, one);
    for (const one of [...(opened?.runs ?? []), ...moved]) runs.set(one.id, one);
    if (review !== undefined) reviews.set(review.requestId, [...reviewsOf(review.requestId), review]);
    const wasSending = sending;
    sending = change.sending ?? sending;
    events.push(...change.events.map((event) => ({ event, delivery: delivery ?? null })));
    took({
      change,
      request: request === undefined || before === undefined ? null : { before, after: request },
      runs: steps,
      sending: wasSending,
    });
    return { kind: 'done' };
  };

  const dossierOf = (requestId: string): Dossier | null => {
    const request = requests.get(requestId);
    if (request === undefined) return null;
    const own = [...runs.values()].filter((run) => run.requestId === requestId);
    return { request, runs: own, reviews: reviewsOf(requestId), againAs: null, undone: [] };
  };

  const runsOn = (machineId: string, status: RunStatus): readonly OurRun[] =>
    [...runs.values()].flatMap((run) => {
      const dossier = run.machine.id === machineId && run.status === status ? dossierOf(run.requestId) : null;
      return dossier === null ? [] : [{ run, dossier }];
    });

  const attemptsOf = (personId: string, kinds: readonly string[], since: number): Attempts => {
    const tried = events.filter(({ event }) => event.actor?.id === personId && event.at > since);
    return {
      made: tried
        .filter(({ event }) => kinds.includes(event.happening.kind))
        .map(({ event, delivery }) => ({ at: event.at, delivery })),
      isNoted: tried.some(({ event }) => event.happening.kind === 'limited'),
    };
  };

  /** A port of which a test uses a part; what it does not have is a bug of the test. */
  const only = <P extends object>(part: Partial<P>): P =>
    new Proxy(part, {
      get: (target, name) => {
        if (!Reflect.has(target, name)) throw new Error(`${String(name)} is not in this world`);
        return Reflect.get(target, name);
      },
    }) as P;

  return {
    /** A delivery that is stored and waits to be worked on. */
    deliver: (key: string) => void fresh.add(key),
    requestIds: (): readonly string[] => [...requests.keys()],
    dossierOf,
    sendingNow: (): Sending => sending,
    store: only<Store>({
      commit: async (change) => take(change),
      dossier: async (requestId) => dossierOf(requestId),
      sending: async () => sending,
      containmentsOn: async (id) => ({ last: runsOn(id, 'succeeded'), unsettled: runsOn(id, 'unsettled') }),
      cameOf: async () => null,
      attemptsOf: async (personId, what, since) =>
        attemptsOf(personId, what === 'requests' ? ['asked', 'ask-refused'] : ['refused'], since),
    }),
    posts: only<Posts>({
      cardOf: async (requestId) => {
        const request = requests.get(requestId);
        const place = { channel: request?.channel ?? '', thread: request?.thread ?? null };
        const card = { postId: `post-${requestId}`, ...place, ts: null, attempt: 1 };
        return request === undefined ? null : (cards.get(requestId) ?? card);
      },
      copyFound: async () => {},
      cardSent: async (id, ts, change) => {
        const requestId = id.replace('post-', '');
        const channel = requests.get(requestId)?.channel ?? '';
        const committed = take(change);
        if (committed.kind === 'done') cards.set(requestId, { postId: id, channel, thread: null, ts, attempt: 1 });
        return committed;
      },
    }),
  };
};

export type MemoryStore = ReturnType<typeof createMemoryStore>;
