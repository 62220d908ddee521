import { lookLater, type Settling, settle } from '../domain/dispatching';
import { Fault, type FaultFacts } from '../domain/fault';
import type { Instant } from '../domain/instant';
import { runEvent } from '../domain/lifecycle';
import { isFinal, type MachineAction } from '../domain/machine-action';
import type { Dossier } from '../domain/reviewing';
import type { Run } from '../domain/run';
import { twinComment } from '../domain/tracking';
import { commitFresh } from './commit-fresh';
import { createLoop, type Loop } from './loop';
import type { Clock, Defender, Log } from './ports';
import type { Store } from './storage';
import type { Tenure } from './tenure';

export interface SettleNeeds {
  readonly store: Store;
  readonly defender: Defender;
  readonly tenure: Tenure;
  readonly clock: Clock;
  readonly log: Log;
  readonly pace: Settling;
  /** Runs whose call is under way in this process. */
  readonly inFlight: () => ReadonlySet<string>;
  /** Called after something may have been stored. */
  readonly moved: () => void;
}

interface Claimed {
  readonly dossier: Dossier;
  readonly run: Run;
}

const BATCH = 200;
/** The last moment that the store can hold in order: whatever is due at all is due by then. */
const END_OF_TIME = Date.UTC(9999, 11, 31);
/** Defender's clock may differ, and a Machine Action may be listed as older than the call that made it. */
const RANGE_MS = 30 * 60_000;
/** A call that is under way stays due, and must not make the loop spin. */
const LEAST_MS = 250;
/** When a twin that could not be cancelled is tried again. */
const TWIN_AGAIN_MS = 10_000;

/**
 * Finds out from Defender what became of claims that a crash or a lost answer left, and cancels twins. Waiting for
 * Defender holds up nothing else: what depends on the clock alone is the sweep's.
 */
export const createSettle = (needs: SettleNeeds): Loop => {
  const { store, defender, tenure, clock, log, pace } = needs;
  // Claims that another process left are looked at as soon as the work is ours, and not only when they have run out.
  let lookedIn: number | null = null;
  const twinTriedAt = new Map<string, Instant>();

  /** A bug with one request must not keep all others from being settled. */
  const alone = async (requestId: string, work: () => Promise<void>): Promise<void> => {
    try {
      await work();
    } catch (error) {
      if (error instanceof Fault) throw error;
      log.error('settle.failed', { requestId, error });
    }
  };

  const settleOne = (dossier: Dossier, seen: Run, actions: readonly MachineAction[], lookedAt: Instant) =>
    commitFresh(store, dossier.request.id, ({ request, runs }) => {
      const run = runs.find((one) => one.id === seen.id && one.claim?.token === seen.claim?.token);
      return run === undefined ? null : settle(request, run, actions, lookedAt, pace, clock.now());
    });

  /** Defender could not be asked, which was no look. Any other fault is passed on. */
  const delayLooks = async (claims: readonly Claimed[], error: unknown): Promise<void> => {
    if (!(error instanceof Fault) || error.facts.system === 'store') throw error;
    log.warn('settle.delayed', { runs: claims.length, fault: error.facts });
    for (const { dossier, run: seen } of claims) {
      await commitFresh(store, dossier.request.id, ({ runs }) => {
        const run = runs.find((one) => one.id === seen.id && one.claim?.token === seen.claim?.token);
        return run?.status === 'dispatching' ? lookLater(run, clock.now() + pace.againMs) : null;
      });
    }
  };

  const settleCreated = async (claims: readonly Claimed[]): Promise<void> => {
    if (claims.length === 0) return;
    const lookedAt = clock.now();
    const since = claims.reduce((first, { run }) => Math.min(first, run.claim?.at ?? first), lookedAt) - RANGE_MS;
    try {
      const created = await defender.following.actionsSince(since);
      for (const { dossier, run } of claims) {
        await alone(run.requestId, () => settleOne(dossier, run, created, lookedAt));
      }
    } catch (error) {
      await delayLooks(claims, error);
    }
  };

  /** The claim of a run that acts on a Machine Action: the mark is on that one, or nowhere. */
  const settleSubject = async (claimed: Claimed, machineActionId: string): Promise<void> => {
    const lookedAt = clock.now();
    try {
      const subject = await defender.following.action(machineActionId);
      await settleOne(claimed.dossier, claimed.run, subject === null ? [] : [subject], lookedAt);
    } catch (error) {
      await delayLooks([claimed], error);
    }
  };

  const settleClaims = async (): Promise<void> => {
    const term = tenure.term();
    const until = term === lookedIn ? clock.now() : END_OF_TIME;
    const inFlight = needs.inFlight();
    const open = (await store.claimedDossiers(until, BATCH)).flatMap((dossier) =>
      dossier.runs
        .filter((run) => run.status === 'dispatching' && run.notBefore <= until && !inFlight.has(run.id))
        .map((run) => ({ dossier, run })),
    );
    lookedIn = term;
    await settleCreated(open.filter(({ run }) => run.subject === null));
    for (const claimed of open) {
      const { subject } = claimed.run;
      if (subject !== null) {
        await alone(claimed.run.requestId, () => settleSubject(claimed, subject.machineActionId));
      }
    }
    if (open.length > 0) needs.moved();
  };

  /** What there is to tell of a twin that Defender would not cancel: its end, if it has come to one, else why. */
  const endOf = async (twinId: string, fault: FaultFacts): Promise<string> => {
    const twin = await defender.following.action(twinId);
    return twin !== null && isFinal(twin) ? twin.status : `${fault.code}: ${fault.says}`;
  };

  /** Cancelling is a call that changes something: a pause holds it back like any other, and it is done afterwards. One process does it. */
  const mayCancel = async (): Promise<boolean> => (await store.sending()).pause === null && tenure.holds();

  const cancelTwin = async (requestId: string, runId: string, twinId: string): Promise<void> => {
    const answer = await defender.cancel(twinId, twinComment(requestId), mayCancel);
    if (answer === null || answer.kind === 'unsent' || answer.kind === 'ambiguous') return;
    const status = answer.kind === 'accepted' ? answer.action.status : await endOf(twinId, answer.fault);
    await commitFresh(store, requestId, ({ runs }) => {
      const run = runs.find((one) => one.id === runId);
      return run === undefined
        ? null
        : { events: [runEvent(run, clock.now(), { kind: 'twin-cancelled', twinId, status })] };
    });
  };

  const cancelTwins = async (): Promise<void> => {
    for (const { requestId, runId, twinId } of await store.openTwins(BATCH)) {
      if ((twinTriedAt.get(twinId) ?? Number.NEGATIVE_INFINITY) + TWIN_AGAIN_MS > clock.now()) continue;
      if (!(await mayCancel())) return;
      try {
        await cancelTwin(requestId, runId, twinId);
      } catch (error) {
        if (error instanceof Fault && error.facts.system === 'store') throw error;
        log.error('twin.failed', { requestId, twinId, error });
      }
      twinTriedAt.set(twinId, clock.now());
    }
    needs.moved();
  };

  const claims = createLoop({
    name: 'settle',
    clock,
    log,
    mayBegin: tenure.holds,
    round: settleClaims,
    nextDue: async () => {
      const due = await store.nextDue('claimed');
      return due === null ? null : Math.max(due, clock.now() + LEAST_MS);
    },
  });
  const twins = createLoop({
    name: 'twins',
    clock,
    log,
    mayBegin: tenure.holds,
    round: cancelTwins,
    nextDue: async () => ((await store.openTwins(1)).length === 0 ? null : clock.now() + TWIN_AGAIN_MS),
  });
  return {
    wake: () => {
      claims.wake();
      twins.wake();
    },
    stop: async () => {
      await Promise.all([claims.stop(), twins.stop()]);
    },
  };
};
