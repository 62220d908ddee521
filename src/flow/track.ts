import { foundAfterAll } from '../domain/dispatching';
import { Fault } from '../domain/fault';
import type { Instant } from '../domain/instant';
import { runEvent } from '../domain/lifecycle';
import type { MachineAction } from '../domain/machine-action';
import { madeBy, markedRequest } from '../domain/mark';
import type { Run } from '../domain/run';
import { foundAfterSettling, foundBesides } from '../domain/settling';
import { keepElder, nextLookBack, track, twinsOf } from '../domain/tracking';
import { commitFresh } from './commit-fresh';
import { createLoop, type Loop } from './loop';
import type { Clock, Defender, Log } from './ports';
import type { Look, Store } from './storage';
import type { Tenure } from './tenure';

export interface TrackNeeds {
  readonly store: Store;
  readonly defender: Defender;
  readonly tenure: Tenure;
  readonly clock: Clock;
  readonly log: Log;
  /** How often a young Machine Action is looked at, in milliseconds. */
  readonly intervalMs: number;
  readonly moved: () => void;
}

/** How far Defender's clock may be from ours. */
const SKEW_MS = 10 * 60_000;
/** A call that was given up as lost may have been made so long before its run's Machine Action, or its run's end. */
const LOST_BEFORE_MS = 60 * 60_000;
const MOST = 10_000;
/** After a failed read, looks come this much slower. */
const SLOWER = 4;

const seenOf = ({ id: runId, revision }: Run) => ({ runId, revision });

/** Follows every open Machine Action to its end, and looks for those that come late, with one list read per round. */
export const createTrack = (needs: TrackNeeds): Loop => {
  const { store, defender, clock, log, intervalMs } = needs;
  /** Twins are told once, by this loop or by the sweep that found them. */
  const tellTwins = async (seen: Run, all: readonly MachineAction[]): Promise<void> => {
    const twins = twinsOf(seen, all);
    if (twins.length === 0) return;
    const known = await store.knownTwins(twins.map(({ id }) => id));
    for (const { id: twinId } of twins.filter((twin) => !known.has(twin.id))) {
      log.warn('run.twin', { requestId: seen.requestId, keptId: seen.machineActionId, twinId });
      const event = runEvent(seen, clock.now(), { kind: 'twin-found', keptId: seen.machineActionId, twinId });
      await commitFresh(store, seen.requestId, () => ({ events: [event] }));
    }
  };

  /** A run that a person has settled: what Defender shows after that is told, whatever they said. */
  const lookBackAtSettled = async (seen: Run, all: readonly MachineAction[]): Promise<Instant | null> => {
    const [found] = seen.machineActionId === null ? madeBy(seen, all) : [];
    const change = found === undefined ? null : foundAfterSettling(seen, found, clock.now());
    if (found === undefined || change === null) return nextLookBack(seen, intervalMs, clock.now());
    log.warn('run.found-after-settling', { requestId: seen.requestId, machineActionId: found.id });
    const committed = await store.commit(change);
    if (committed.kind !== 'already-open') return clock.now();
    const told = foundBesides(seen, found, committed.requestId, clock.now());
    if (told !== null) await store.commit(told);
    return null;
  };

  /** A run that has ended, or that nobody could settle: what was given up as lost may have come after all. */
  const lookBack = async (seen: Run, all: readonly MachineAction[]): Promise<Instant | null> => {
    if (seen.status === 'settled') return lookBackAtSettled(seen, all);
    const change = foundAfterAll(seen, all, clock.now());
    if (change === null) {
      if (seen.status !== 'unsettled') await tellTwins(seen, all);
    } else if ((await store.commit(change)).kind === 'done') {
      return clock.now();
    }
    // Not stored: the machine is taken by a newer request for the same action, or somebody was faster.
    return nextLookBack(seen, intervalMs, clock.now());
  };

  const lookAt = async (
    seen: Run,
    action: MachineAction | null,
    all: readonly MachineAction[],
    lookedAt: Instant,
  ): Promise<Instant | null> => {
    if (keepElder(seen, all, clock.now()) !== null) {
      await commitFresh(store, seen.requestId, ({ runs }) => {
        const run = runs.find((one) => one.id === seen.id);
        return run === undefined ? null : keepElder(run, all, clock.now());
      });
      return clock.now();
    }
    await tellTwins(seen, all);
    const look = track(seen, action, intervalMs, lookedAt);
    if (look.kind === 'same') return look.trackAt;
    await commitFresh(store, seen.requestId, ({ request, runs }) => {
      const run = runs.find((one) => one.id === seen.id && one.status === 'dispatched');
      if (run === undefined) return null;
      const fresh = track(run, action, intervalMs, clock.now(), request.forMs);
      return fresh.kind === 'changed' ? fresh.change : null;
    });
    return null;
  };

  /** Since when Machine Actions matter for a run, by Defender's clock. */
  const rangeOf = (run: Run): Instant => {
    const startedAt = run.subject?.createdAt ?? run.createdAt ?? run.endedAt ?? clock.now();
    return startedAt - (run.status === 'dispatched' && run.attempt < 2 ? SKEW_MS : LOST_BEFORE_MS);
  };

  // One list read a tick, whoever wakes this loop: what would be due before the next tick is looked at in this one.
  let tickAt = 0;

  const round = async (): Promise<void> => {
    const now = clock.now();
    if (now < tickAt) return;
    const runs = await store.trackedRuns(now + intervalMs - 1, MOST);
    if (!runs.some((run) => (run.trackAt ?? now) <= now)) return;
    tickAt = now + intervalMs;
    const oldest = runs.map(rangeOf).reduce((first, at) => Math.min(first, at), clock.now());
    let all: readonly MachineAction[];
    try {
      all = await defender.following.actionsSince(oldest);
    } catch (error) {
      if (!(error instanceof Fault)) throw error;
      log.warn('track.delayed', { runs: runs.length, fault: error.facts });
      const trackAt = clock.now() + SLOWER * intervalMs;
      await store.postponeTracking(runs.map((run) => ({ ...seenOf(run), trackAt })));
      return;
    }
    const byId = new Map(all.map((action) => [action.id, action] as const));
    const byRequest = byMarkedRequest(all);
    const lookedAt = clock.now();
    const postponed: Look[] = [];
    for (const run of runs) {
      const action = run.machineActionId === null ? undefined : byId.get(run.machineActionId);
      // Only these can be its own: a thousand runs, each compared with a thousand Machine Actions, would take a while.
      const marked = byRequest.get(run.requestId) ?? [];
      try {
        if (run.status === 'dispatched') {
          const trackAt = await lookAt(run, action ?? null, marked, lookedAt);
          if (trackAt !== null) postponed.push({ ...seenOf(run), trackAt });
        } else {
          const isOfSubject = run.subject !== null;
          postponed.push({ ...seenOf(run), trackAt: await lookBack(run, isOfSubject ? all : marked) });
        }
      } catch (error) {
        if (error instanceof Fault) throw error;
        // A bug with one run must not keep all others from their end.
        log.error('track.failed', { requestId: run.requestId, runId: run.id, error });
        postponed.push({ ...seenOf(run), trackAt: clock.now() + SLOWER * intervalMs });
      }
    }
    await store.postponeTracking(postponed);
    log.debug('track.round', { runs: runs.length, listed: all.length, changed: runs.length - postponed.length });
    needs.moved();
  };

  return createLoop({
    name: 'track',
    clock,
    log,
    mayBegin: needs.tenure.holds,
    round,
    nextDue: async () => {
      const due = await store.nextDue('tracked');
      return due === null ? null : Math.max(due, tickAt);
    },
  });
};

/** Machine Actions by the request whose mark they carry. */
const byMarkedRequest = (actions: readonly MachineAction[]): ReadonlyMap<string, readonly MachineAction[]> => {
  const groups = new Map<string, MachineAction[]>();
  for (const action of actions) {
    const requestId = markedRequest(action);
    if (requestId === null) continue;
    const group = groups.get(requestId);
    if (group === undefined) groups.set(requestId, [action]);
    else group.push(action);
  }
  return groups;
};
