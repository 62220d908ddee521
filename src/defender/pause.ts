import type { Instant } from '../domain/instant';
import type { Clock, Log } from '../flow/ports';
import type { CallLog } from '../flow/storage';

/** Defender's wish for silence, shared by all replicas through the store. */
export interface Pause {
  /** Until when nothing may be sent, as far as this process knows; in the past when all is well. */
  until(): Instant;
  /** Nothing may be sent before a moment. Takes effect here at once, elsewhere when the store has it. */
  extend(until: Instant): Promise<void>;
  /** Learns what other replicas were told, at most once a second. Never rejects. */
  refresh(): Promise<void>;
}

const REFRESH_MS = 1_000;

/** Keeps the pause. It only ever moves later. */
export const createPause = ({
  calls,
  clock,
  log,
}: {
  readonly calls: CallLog;
  readonly clock: Clock;
  readonly log: Log;
}): Pause => {
  let pausedUntil: Instant = 0;
  let refreshedAt = Number.NEGATIVE_INFINITY;
  const later = (until: Instant): void => {
    pausedUntil = Math.max(pausedUntil, until);
  };
  return {
    until: () => pausedUntil,
    extend: async (until) => {
      later(until);
      try {
        await calls.pause(until);
      } catch {
        log.warn('defender.pause-not-stored', { until });
      }
    },
    refresh: async () => {
      if (clock.now() - refreshedAt < REFRESH_MS) return;
      refreshedAt = clock.now();
      try {
        later((await calls.pausedUntil()) ?? 0);
      } catch {
        // A store that is down shows when the call is to be recorded, before it is made.
        log.warn('defender.pause-not-read');
      }
    },
  };
};
