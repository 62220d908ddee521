import type { Clock } from '../../flow/ports';

/** Waiting for something to change, or for a while. */
export interface Naps {
  /** Resolves after so many ms, and earlier when somebody wakes all. */
  nap(ms: number): Promise<void>;
  wake(): void;
}

/** However sure the wait is, somebody looks again after this time. */
export const LONGEST_NAP_MS = 1_000;

/** Naps that end early together. */
export const createNaps = (clock: Clock): Naps => {
  const sleepers = new Set<() => void>();
  return {
    nap: (ms) =>
      new Promise((resolve) => {
        const up = (): void => {
          callOff();
          sleepers.delete(up);
          resolve();
        };
        const callOff = clock.at(clock.now() + Math.min(ms, LONGEST_NAP_MS), up);
        sleepers.add(up);
      }),
    wake: () => {
      for (const each of [...sleepers]) each();
    },
  };
};
