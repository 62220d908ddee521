import type { Clock } from '../flow/ports';

/** The longest time that a Node timer can hold. */
const MOST_MS = 2_147_483_647;

/** The machine's clock. Its timers never keep the process alive. */
export const systemClock: Clock = {
  now: () => Date.now(),
  at: (moment, call) => {
    const timer = setTimeout(call, Math.min(Math.max(0, moment - Date.now()), MOST_MS));
    timer.unref();
    return () => clearTimeout(timer);
  },
};
