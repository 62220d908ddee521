import { lookLater, settle, type Settling } from '../domain/dispatching';
import { Fault } from '../domain/fault';
import type { Instant } from '../domain/instant';
import { runEvent } from '../domain/lifecycle';
import type { MachineAction } from '../domain/machine-action';
import { type Dossier, expire, giveUpSending } from '../domain/reviewing';
import type { Run } from '../domain/run';
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

const EVERY_MS = 10_000;
const BATCH = 200;
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

  const endOverdue = async (): Promise<void> => {
    for (const { request } of await store.expiredDossiers(clock.now(), BATCH)) {
      await commitFresh(store, request.id, (fresh) => expire(fresh, clock.now()));
      log.info('request.expired', { requestId: request.id });
    }
    for (const { request } of await store.lateDossiers(clock.now(), BATCH)) {
      await commitFresh(store, request.id, (fresh) =>
        (fresh.request.sendBy ?? Number.POSITIVE_INFINITY) <= clock.now()
          ? giveUpSending(fresh, 'send-by', null, clock.now())
          : null,
      );
      log.warn('request.not-sent', { requestId: request.id });
    }
  };

  const settleOne = (dossier: Dossier, seen: Run, actions: readonly MachineAction[], lookedAt: Instant) =>
    commitFresh(store, dossier.request.id, ({ request, runs }) => {
      const run = runs.find((one) => one.id === seen.id && one.claim?.token === seen.claim?.token);
      return run === undefined ? null : settle(request, run, actions, lookedAt, pace, clock.now());
    });

  const settleClaims = async (): Promise<void> => {
    const until = isFirst ? Number.MAX_SAFE_INTEGER : clock.now();
    const inFlight = needs.inFlight();
    const open = (await store.claimedDossiers(until, BATCH)).flatMap((dossier) =>
      dossier.runs
        .filter((run) => run.status === 'dispatching' && run.notBefore <= until && !inFlight.has(run.id))
        .map((run) => ({ dossier, run })),
    );
    isFirst = false;
    if (open.length === 0) return;
    const lookedAt = clock.now();
    try {
      const since = open.reduce((first, { run }) => Math.min(first, run.claim?.at ?? first), lookedAt) - RANGE_MS;
      const created = open.some(({ run }) => run.subject === null) ? await defender.actionsSince(since) : [];
      for (const { dossier, run } of open) {
        const subject = run.subject === null ? null : await defender.action(run.subject.machineActionId);
        const seen = run.subject === null ? created : subject === null ? [] : [subject];
        await settleOne(dossier, run, seen, lookedAt);
      }
    } catch (error) {
      if (!(error instanceof Fault) || error.facts.system === 'store') throw error;
      log.warn('settle.delayed', { runs: open.length, fault: error.facts });
      for (const { dossier, run: seen } of open) {
        await commitFresh(store, dossier.request.id, ({ runs }) => {
          const run = runs.find((one) => one.id === seen.id && one.claim?.token === seen.claim?.token);
          return run?.status === 'dispatching' ? lookLater(run, clock.now() + pace.againMs) : null;
        });
      }
    }
  };

  const cancelTwins = async (): Promise<void> => {
    for (const { requestId, runId, twinId } of await store.openTwins(BATCH)) {
      const answer = await defender.cancel(
        twinId,
        `[twokey ${requestId}] twin of another Machine Action of the same request`,
      );
      if (answer.kind === 'unsent' || answer.kind === 'ambiguous') continue;
      const status = answer.kind === 'accepted' ? answer.action.status : `${answer.fault.code}: ${answer.fault.says}`;
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
        ...(await Promise.all([store.nextDue('expired'), store.nextDue('late'), store.nextDue('claimed')])).map(
          // What stays due (a click that is being decided, a call under way) must not make this loop spin.
          (due) => (due === null ? null : Math.max(due, clock.now() + 250)),
        ),
      ]),
  });
};
