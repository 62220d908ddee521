import type { Happening, HappeningKind } from './event';

const routine: ReadonlySet<HappeningKind> = new Set([
  'sent',
  'adopted',
  'delayed',
  'obstructed',
  'lane-busy',
  'doubtful',
  'proved-unsent',
  'turned-down',
  'status',
  'ended',
]);

/**
 * Whether this is a step on the ordinary way of a run. For several machines such steps are lines of one message, and told
 * in a note of their own only for a run that had been out of sight.
 */
export const isRoutine = (happening: Happening): boolean => routine.has(happening.kind);
