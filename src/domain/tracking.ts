import type { Change } from './change';
import type { Happening } from './event';
import type { Instant } from './instant';
import { moveRun, runEvent } from './lifecycle';
import { isFinal, isKnownStatus, type MachineAction, type MachineActionStatus } from './machine-action';
import { attemptOf, madeBy } from './mark';
import { firstReminder } from './reminding';
import { lookBackFrom, type Run, type RunStatus } from './run';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

/** How long a Machine Action is followed: Defender's own time-out comes about 3 days and 14 minutes after the call. */
export const FOLLOW_FOR_MS = 3 * 24 * HOUR + 6 * HOUR;

/** When to look at a Machine Action again: at the given pace while it is young, ever slower as it grows old. */
export const nextLook = (startedAt: Instant, now: Instant, paceMs: number): Instant => {
  const ageMs = Math.max(0, now - startedAt);
  return now + Math.max(paceMs, Math.min(Math.round(ageMs / 30), 10 * MINUTE));
};

const outcomes: Readonly<Record<MachineActionStatus, RunStatus | null>> = {
  Pending: null,
  InProgress: null,
  Succeeded: 'succeeded',
  Failed: 'failed',
  TimeOut: 'timed_out',
  Cancelled: 'cancelled',
};

/** The outcome of a request to cancel is the reverse of its subject's: cancelled is success, any other end came first. */
const outcomeFor = (run: Run, action: MachineAction): RunStatus | null => {
  const outcome = isKnownStatus(action.status) ? outcomes[action.status] : null;
  if (run.subject === null || outcome === null) return outcome;
  return action.status === 'Cancelled' ? 'succeeded' : 'failed';
};

const changed = (run: Run, now: Instant, happening: Happening): Look => ({
  kind: 'changed',
  change: { runs: [run], events: [runEvent(run, now, happening)] },
});

/** What a look at a Machine Action came to: something to store and tell, or only when to look again. */
export type Look =
  | { readonly kind: 'changed'; readonly change: Change }
  | { readonly kind: 'same'; readonly trackAt: Instant };

/**
 * What the newest state of a Machine Action means for the run that follows it. An unknown word changes nothing, and
 * neither does a missing row: pass null. `forMs` is how long it is wanted for. After `FOLLOW_FOR_MS` without an end the run is lost from sight.
 */
export const track = (
  run: Run,
  action: MachineAction | null,
  paceMs: number,
  now: Instant,
  forMs: number | null = null,
): Look => {
  const startedAt = run.createdAt ?? now;
  const elapsedMs = Math.max(0, now - startedAt);
  if (action !== null && isFinal(action)) {
    const outcome = outcomeFor(run, action);
    if (outcome !== null) {
      const endedAt = action.updatedAt ?? now;
      const trackAt = lookBackFrom(run, now);
      const isDone = outcome === 'succeeded' && run.subject === null;
      const remindAt = isDone ? firstReminder(run.verb, forMs, endedAt, now) : null;
      const next = moveRun(run, outcome, { defenderStatus: action.status, endedAt, trackAt, remindAt });
      return changed(next, now, {
        kind: 'ended',
        machineActionId: action.id,
        status: action.status,
        elapsedMs: Math.max(0, endedAt - startedAt),
        errorHResult: action.errorHResult,
        cancelledBy: action.status === 'Cancelled' ? action.cancellationComment : null,
      });
    }
  }
  if (elapsedMs > FOLLOW_FOR_MS) {
    const next = moveRun(run, 'unsettled', { endedAt: now, trackAt: null });
    return changed(next, now, { kind: 'unsettled', why: 'lost-sight' });
  }
  const trackAt = nextLook(startedAt, now, paceMs);
  if (action === null || !isKnownStatus(action.status) || action.status === run.defenderStatus) {
    return { kind: 'same', trackAt };
  }
  const next = moveRun(run, 'dispatched', { trackAt, defenderStatus: action.status });
  return changed(next, now, {
    kind: 'status',
    machineActionId: action.id,
    status: action.status,
    // By Defender's clock alone, where it tells when that was: ours may differ by minutes.
    elapsedMs: action.updatedAt !== null && action.updatedAt > startedAt ? action.updatedAt - startedAt : elapsedMs,
  });
};

/** How long a run whose call was given up as lost is looked back at after its end. */
const LOOK_BACK_MS = 24 * HOUR;

/** When to look back again at a run that has ended or is unsettled; null when it has been long enough. */
export const nextLookBack = (run: Run, paceMs: number, now: Instant): Instant | null => {
  const endedAt = run.endedAt ?? now;
  return now - endedAt > LOOK_BACK_MS ? null : nextLook(endedAt, now, paceMs);
};

/** Two of one run: where it follows the younger, it goes over to the elder, and the younger is the twin. */
export const keepElder = (run: Run, actions: readonly MachineAction[], now: Instant): Change | null => {
  if (run.status !== 'dispatched' || run.subject !== null || run.adoptedFrom !== null) return null;
  const made = madeBy(run, actions);
  const [elder] = made;
  const twinId = run.machineActionId;
  if (elder === undefined || twinId === null || elder.id === twinId || !made.some(({ id }) => id === twinId))
    return null;
  const next = moveRun(run, 'dispatched', {
    machineActionId: elder.id,
    defenderStatus: elder.status,
    createdAt: elder.createdAt ?? run.createdAt,
    trackAt: now,
  });
  return { runs: [next], events: [runEvent(next, now, { kind: 'twin-found', keptId: elder.id, twinId })] };
};

/** The comment with which Twokey cancels a twin. It is not a mark, so that a twin never passes for an attempt. */
export const twinComment = (requestId: string): string =>
  `[twokey ${requestId}] twin of another Machine Action of the same request`;

/** Machine Actions that the same run made beside the one that it follows: twins, to be cancelled and told. */
export const twinsOf = (run: Run, actions: readonly MachineAction[]): readonly MachineAction[] =>
  run.subject !== null || run.adoptedFrom !== null
    ? []
    : actions.filter((action) => action.id !== run.machineActionId && attemptOf(run, action) !== null);
