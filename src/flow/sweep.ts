import { lookLater, settle, type Settling } from '../domain/dispatching';
import { Fault, type FaultFacts } from '../domain/fault';
import type { Instant } from '../domain/instant';
import { runEvent } from '../domain/lifecycle';
import { isFinal, type MachineAction } from '../domain/machine-action';
import { type Dossier, expire, giveUpSending } from '../domain/reviewing';
import type { Run } from '../domain/run';
import { twinComment } from '../domain/tracking';
import { commitFresh } from './commit-fresh';
import { createLoop, earliest, type Loop } from './loop';
import type { CallLog, Clock, Defender, Deliveries, Drafts, Log, Store } from './ports';

export interface SweepNeeds {
  readonly store: Store;
  readonly deliveries: Deliveries;
  readonly drafts: Drafts;
  readonly calls: CallLog;
  readonly defender: Defender;
  readonly clock: Clock;
  readonly log: Log;
  readonly pace: Settling;
  /** Runs whose call is under way in this process. */
  readonly inFlight: () => ReadonlySet<string>;
  /** Called after something was stored. */
  readonly moved: () => void;
}

interface Claimed {
  readonly dossier: Dossier;
  readonly run: Run;
}

const EVERY_MS = 10_000;
const BATCH = 200;
/** The last moment that the store can hold in order: whatever is due at all is due by then. */
const END_OF_TIME = Date.UTC(9999, 11, 31);
/** A click that came in time is stored within this time, or turned away: until then it may still be on its way in. */
const CLICK_IS_STORED_MS = 2_000;
/** Defender's clock may differ, and a Machine Action may be listed as older than the call that made it. */
const RANGE_MS = 30 * 60_000;
/** A delivery's body holds secrets that live half an hour. */
const BODIES_MS = 35 * 60_000;
const DAY_MS = 24 * 3_600_000;

/** Expires what nobody decided, gives up what could not be sent in time, settles what a crash or a lost answer left. */
export const createSweep = (needs: SweepNeeds): Loop => {
  const { store, defender, clock, log, pace } = needs;
  // Claims of a process that died are looked at right at the start, not only when they have run out.
  let isFirst = true;

  /** A bug with one request must not keep all others from their end. */
  const alone = async (requestId: string, work: () => Promise<void>): Promise<void> => {
    try {
      await work();
    } catch (error) {
      if (error instanceof Fault) throw error;
      log.error('sweep.failed', { requestId, error });
    }
  };

  const endOverdue = async (): Promise<void> => {
    for (const { request } of await store.expiredDossiers(clock.now() - CLICK_IS_STORED_MS, BATCH)) {
      await alone(request.id, async () => {
        await commitFresh(store, request.id, (fresh) => expire(fresh, clock.now()));
        log.info('request.expired', { requestId: request.id });
      });
    }
    for (const { request } of await store.lateDossiers(clock.now(), BATCH)) {
      await alone(request.id, async () => {
        await commitFresh(store, request.id, (fresh) =>
          (fresh.request.sendBy ?? Number.POSITIVE_INFINITY) <= clock.now()
            ? giveUpSending(fresh, 'send-by', null, clock.now())
            : null,
        );
        log.warn('request.not-sent', { requestId: request.id });
      });
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
      const created = await defender.actionsSince(since);
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
      const subject = await defender.action(machineActionId);
      await settleOne(claimed.dossier, claimed.run, subject === null ? [] : [subject], lookedAt);
    } catch (error) {
      await delayLooks([claimed], error);
    }
  };

  const settleClaims = async (): Promise<void> => {
    const until = isFirst ? END_OF_TIME : clock.now();
    const inFlight = needs.inFlight();
    const open = (await store.claimedDossiers(until, BATCH)).flatMap((dossier) =>
      dossier.runs
        .filter((run) => run.status === 'dispatching' && run.notBefore <= until && !inFlight.has(run.id))
        .map((run) => ({ dossier, run })),
    );
    isFirst = false;
    await settleCreated(open.filter(({ run }) => run.subject === null));
    for (const claimed of open) {
      const { subject } = claimed.run;
      if (subject !== null) {
        await alone(claimed.run.requestId, () => settleSubject(claimed, subject.machineActionId));
      }
    }
  };

  /** What there is to tell of a twin that Defender would not cancel: its end, if it has come to one, else why. */
  const endOf = async (twinId: string, fault: FaultFacts): Promise<string> => {
    const twin = await defender.action(twinId);
    return twin !== null && isFinal(twin) ? twin.status : `${fault.code}: ${fault.says}`;
  };

  const cancelTwins = async (): Promise<void> => {
    for (const { requestId, runId, twinId } of await store.openTwins(BATCH)) {
      const answer = await defender.cancel(twinId, twinComment(requestId));
      if (answer.kind === 'unsent' || answer.kind === 'ambiguous') continue;
      const status = answer.kind === 'accepted' ? answer.action.status : await endOf(twinId, answer.fault);
      await commitFresh(store, requestId, ({ runs }) => {
        const run = runs.find((one) => one.id === runId);
        return run === undefined
          ? null
          : { events: [runEvent(run, clock.now(), { kind: 'twin-cancelled', twinId, status })] };
      });
    }
  };

  let tidiedAt = 0;
  const tidy = async (): Promise<void> => {
    if (clock.now() - tidiedAt < 60_000) return;
    tidiedAt = clock.now();
    await needs.deliveries.eraseBodies(clock.now() - BODIES_MS);
    await needs.drafts.sweep(clock.now() - DAY_MS);
    await needs.calls.forget(clock.now() - DAY_MS);
  };

  return createLoop({
    name: 'sweep',
    clock,
    log,
    round: async () => {
      await endOverdue();
      await settleClaims();
      await cancelTwins();
      await tidy();
      needs.moved();
    },
    nextDue: async () =>
      earliest([
        clock.now() + EVERY_MS,
        ...(
          await Promise.all([
            store.nextDue('expired').then((due) => (due === null ? null : due + CLICK_IS_STORED_MS)),
            store.nextDue('late'),
            store.nextDue('claimed'),
          ])
        ).map(
          // What stays due (a click that is being decided, a call under way) must not make this loop spin.
          (due) => (due === null ? null : Math.max(due, clock.now() + 250)),
        ),
      ]),
  });
};
