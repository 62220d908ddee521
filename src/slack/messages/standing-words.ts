/** Said on everything that is shown while no call is made. */
export const REHEARSAL = 'Rehearsal: nothing will be sent to Defender.';

/** Marks what may be in the channel twice. */
export const REPEAT = '(said again: Slack did not confirm the first)';

/** Said on a card whose first message was deleted. */
export const REPOSTED = 'Posted again: the first one was deleted. Only this one takes clicks.';

/** Said in place of a card's second message. */
export const ONLY_A_COPY = 'Only a copy: nothing can be decided here, and it does not change any more.';
