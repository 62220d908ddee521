import { Fault } from '../domain/fault';
import { runEvent } from '../domain/lifecycle';
import type { MachineAction } from '../domain/machine-action';
import type { Run } from '../domain/run';
import { isCancelledTwin, track, twinsOf } from '../domain/tracking';
import { commitFresh } from './commit-fresh';
import { createLoop, type Loop } from './loop';
import type { Clock, Defender, Log, Store } from './ports';

export interface TrackNeeds {
  readonly store: Store;
  readonly defender: Defender;
  readonly clock: Clock;
  readonly log: Log;
  /** How often a young Machine Action is looked at, in milliseconds. */
  readonly intervalMs: number;
  readonly moved: () => void;
}

/** How far Defender's clock may be from ours. */
const SKEW_MS = 10 * 60_000;
const MOST = 10_000;
/** After a failed read, looks come this much slower. */
const SLOWER = 4;

/** Follows every open Machine Action to its end with one list read per round. */
export const createTrack = (needs: TrackNeeds): Loop => {
  const { store, defender, clock, log, intervalMs } = needs;
  const toldTwins = new Set<string>();

  /** Twins are told once, by this loop or by the sweep that found them. */
  const tellTwins = async (seen: Run, all: readonly MachineAction[]): Promise<void> => {
    const twins = twinsOf(seen, all).filter((twin) => !toldTwins.has(twin.id));
    if (twins.length === 0) return;
    const open = new Set((await store.openTwins(MOST)).map(({ twinId }) => twinId));
    for (const twin of twins) {
      toldTwins.add(twin.id);
      if (open.has(twin.id) || isCancelledTwin(seen.requestId, twin)) continue;
      const event = runEvent(seen, clock.now(), {
        kind: 'twin-found',
        keptId: seen.machineActionId ?? '',
        twinId: twin.id,
      });
      await commitFresh(store, seen.requestId, () => ({ events: [event] }));
    }
  };

  const lookAt = async (
    seen: Run,
    action: MachineAction | null,
    all: readonly MachineAction[],
  ): Promise<number | null> => {
    await tellTwins(seen, all);
    const look = track(seen, action, intervalMs, clock.now());
    if (look.kind === 'same') return look.trackAt;
    await commitFresh(store, seen.requestId, ({ runs }) => {
      const run = runs.find((one) => one.id === seen.id && one.status === 'dispatched');
      if (run === undefined) return null;
      const fresh = track(run, action, intervalMs, clock.now());
      return fresh.kind === 'changed' ? fresh.change : null;
    });
    return null;
  };

  const round = async (): Promise<void> => {
    const runs = await store.trackedRuns(clock.now(), MOST);
    if (runs.length === 0) return;
    const started = runs.map((run) => run.subject?.createdAt ?? run.createdAt ?? clock.now());
    const oldest = started.reduce((first, at) => Math.min(first, at), clock.now());
    let all: readonly MachineAction[];
    try {
      all = await defender.actionsSince(oldest - SKEW_MS);
    } catch (error) {
      if (!(error instanceof Fault)) throw error;
      log.warn('track.delayed', { runs: runs.length, fault: error.facts });
      const trackAt = clock.now() + SLOWER * intervalMs;
      await store.postponeTracking(runs.map((run) => ({ runId: run.id, trackAt })));
      return;
    }
    const byId = new Map(all.map((action) => [action.id, action] as const));
    const marked = all.filter((action) => action.comment?.startsWith('[twokey ') === true);
    const postponed: { readonly runId: string; readonly trackAt: number }[] = [];
    for (const run of runs) {
      const action = run.machineActionId === null ? undefined : byId.get(run.machineActionId);
      try {
        const trackAt = await lookAt(run, action ?? null, marked);
        if (trackAt !== null) postponed.push({ runId: run.id, trackAt });
      } catch (error) {
        if (error instanceof Fault) throw error;
        // A bug with one run must not keep all others from their end.
        log.error('track.failed', { requestId: run.requestId, runId: run.id, error });
        postponed.push({ runId: run.id, trackAt: clock.now() + SLOWER * intervalMs });
      }
    }
    await store.postponeTracking(postponed);
    log.debug('track.round', { runs: runs.length, listed: all.length, changed: runs.length - postponed.length });
    needs.moved();
  };

  return createLoop({ name: 'track', clock, log, round, nextDue: () => store.nextDue('tracked') });
};
