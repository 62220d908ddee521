import type { Clock } from '../../src/flow/ports';

/** A clock that stands still until a test moves it. */
export interface FakeClock extends Clock {
  /** Moves on, calling every timer at its moment, and lets everything that follows from each settle. */
  move(ms: number): Promise<void>;
  /** Lets promises settle without moving on. */
  settle(): Promise<void>;
}

/** So many turns of the event loop without anything under way count as quiet. */
const QUIET_TURNS = 4;

interface Timer {
  readonly at: number;
  readonly call: () => void;
}

const turn = () => new Promise<void>((resolve) => setImmediate(resolve));

/**
 * @param start the moment at which it stands
 * @param isBusy whether something real (a database) is at work, which takes turns that cannot be foreseen
 */
export const createFakeClock = (start: number, isBusy: () => boolean = () => false): FakeClock => {
  let now = start;
  let timers: readonly Timer[] = [];

  const settle = async (): Promise<void> => {
    for (let quiet = 0; quiet < QUIET_TURNS; quiet += 1) {
      await turn();
      if (isBusy()) quiet = -1;
    }
  };

  const nextBy = (moment: number): Timer | null =>
    timers.reduce<Timer | null>(
      (first, one) => (one.at > moment || (first !== null && first.at <= one.at) ? first : one),
      null,
    );

  return {
    now: () => now,
    at: (moment, call) => {
      const timer = { at: moment, call };
      timers = [...timers, timer];
      return () => {
        timers = timers.filter((one) => one !== timer);
      };
    },
    settle,
    move: async (ms) => {
      const end = now + ms;
      await settle();
      for (let timer = nextBy(end); timer !== null; timer = nextBy(end)) {
        const due = timer;
        timers = timers.filter((one) => one !== due);
        now = Math.max(now, due.at);
        due.call();
        await settle();
      }
      now = end;
    },
  };
};
