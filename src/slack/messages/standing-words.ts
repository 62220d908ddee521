/** Said on everything that is shown while no call is made. */
export const REHEARSAL = 'Rehearsal: nothing will be sent to Defender.';

/** Marks what may be in the channel twice. */
export const REPEAT = '(said again: Slack did not confirm the first)';
