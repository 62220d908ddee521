import { randomUUID } from 'node:crypto';
import Bottleneck from 'bottleneck';
import type { Instant } from '../../domain/instant';
import type { CallLimit, CallLog } from '../../flow/call-log';
import type { Clock, Log } from '../../flow/ports';

/** A place for one call of a kind, on record already. */
export interface SpecialPlace {
  /** The call was answered, given up, or not made. */
  over(): Promise<void>;
}

/** The budget of calls for which Microsoft has limits of their own, beside the one of all calls. */
export interface SpecialBudget {
  /** Takes a place, or says from when on there may be one. Rejects with the store's fault. */
  take(): Promise<SpecialPlace | { readonly freeAt: Instant }>;
}

/** How long somebody who clicked is kept waiting for a place. */
const PATIENCE_MS = 3_000;

/**
 * Counts calls of one kind in a call log of their own, which all replicas share: the store has the last word, and one
 * call of this process asks it at a time. A place is free one window after its call is over.
 */
export const createSpecialBudget = ({
  limits,
  overInMs,
  calls,
  clock,
  log,
}: {
  readonly limits: readonly CallLimit[];
  /** When a call is over at the latest, from when its place was taken. */
  readonly overInMs: number;
  readonly calls: CallLog;
  readonly clock: Clock;
  readonly log: Log;
}): SpecialBudget => {
  const gate = new Bottleneck({ maxConcurrent: 1 });
  const longestMs = Math.max(0, ...limits.map(({ windowMs }) => windowMs));
  const nap = (ms: number): Promise<void> => new Promise((resolve) => void clock.at(clock.now() + ms, resolve));

  const placeOf = (id: string): SpecialPlace => ({
    over: async () => {
      try {
        await calls.answered(id, clock.now());
        await calls.forget(2 * longestMs);
      } catch {
        // What the store does not learn only makes the place come back later.
        log.warn('defender.call-not-stored', { id });
      }
    },
  });

  return {
    take: async () => {
      const id = randomUUID();
      const giveUpAt = clock.now() + PATIENCE_MS;
      for (;;) {
        const waitMs = await gate.schedule(() => calls.begin(id, overInMs, limits));
        if (waitMs === 0) return placeOf(id);
        if (clock.now() + waitMs > giveUpAt) return { freeAt: clock.now() + waitMs };
        // Not at the gate: whoever comes meanwhile is told at once how long it takes.
        await nap(waitMs);
      }
    },
  };
};
