import type { Change } from './change';
import type { Happening, OpenAction } from './event';
import type { Instant } from './instant';
import { moveRun, runEvent } from './lifecycle';
import type { MachineAction } from './machine-action';
import { requestIn } from './mark';
import type { Obstacle } from './obstacle';
import type { Request } from './request';
import type { Run } from './run';

/** How long a run waits for another Machine Action on its machine to end before it looks again. */
const OBSTACLE_MS = 10_000;
/** How long a run waits while another one is being handed over for its machine: the first time, and from then on. */
const LANE_MS = 1_000;
const LANE_AGAIN_MS = 5_000;

/**
 * A trouble is told once, however often it is met. What moved is an event all the same: every state that the store holds
 * is one that an event brought about, but for the hours of the next try.
 */
export const toldOnce = (run: Run, next: Run, event: Happening, now: Instant): Change => {
  const again: readonly Happening[] =
    next.status === run.status ? [] : [{ kind: 'set-back', code: next.trouble ?? '' }];
  const happenings = run.trouble === next.trouble ? again : [event];
  return { runs: [next], events: happenings.map((happening) => runEvent(next, now, happening)) };
};

const openAction = ({ id, type, status, comment }: MachineAction): OpenAction => ({
  machineActionId: id,
  type,
  status,
  requestId: requestIn(comment),
});

/** Something opposed is running on the machine: wait for the end of all of it. */
export const waitFor = (
  request: Request,
  run: Run,
  obstacle: Extract<Obstacle, { kind: 'opposed' }>,
  now: Instant,
): Change => {
  const all = [obstacle.action, ...obstacle.others].map(openAction);
  const { machineActionId, type, status } = openAction(obstacle.action);
  const ids = all.map((one) => one.machineActionId).sort();
  const next = moveRun(run, 'ready', {
    claim: null,
    notBefore: now + OBSTACLE_MS,
    trouble: `obstructed-by-${ids.join(',')}`,
  });
  return toldOnce(
    run,
    next,
    { kind: 'obstructed', machineActionId, type, status, all, sendBy: request.sendBy ?? now },
    now,
  );
};

/** Something opposed was begun on the machine since it was looked at: look again. */
export const lookAgain = (run: Run, now: Instant): Change => ({
  runs: [moveRun(run, 'ready', { notBefore: now + LANE_MS })],
  events: [],
});

/** Another action is being handed over for the same machine: one at a time. */
export const standAside = (request: Request, run: Run, now: Instant): Change => {
  const trouble = 'lane-busy';
  const waitMs = run.trouble === trouble ? LANE_AGAIN_MS : LANE_MS;
  const next = moveRun(run, 'ready', { notBefore: now + waitMs, trouble });
  return toldOnce(run, next, { kind: 'lane-busy', sendBy: request.sendBy ?? now }, now);
};
