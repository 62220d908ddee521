import { createLoop, type Loop } from './loop';
import type { Clock, Log } from './ports';
import type { Store } from './storage';
import type { Tenure } from './tenure';

/** How often the store is asked whether anything has moved. */
const EVERY_MS = 1_000;

/**
 * Finds out that another process has changed something, for the one that has the work: one look at the head of the log,
 * which every step moves. A hint only makes it sooner: poolers break them.
 */
export const createWatchOthers = (needs: {
  readonly store: Pick<Store, 'head'>;
  readonly tenure: Tenure;
  readonly clock: Clock;
  readonly log: Log;
  readonly moved: () => void;
}): Loop => {
  const { store, tenure, clock, log } = needs;
  let seen: number | null = null;

  return createLoop({
    name: 'watch-others',
    clock,
    log,
    round: async () => {
      if (!tenure.holds()) return;
      const { seq } = await store.head();
      if (seq === seen) return;
      seen = seq;
      needs.moved();
    },
    nextDue: async () => clock.now() + EVERY_MS,
  });
};
