import type { Instant } from '../../domain/instant';
import type { Clock, Log } from '../../flow/ports';
import type { CallLog } from '../../flow/call-log';

/** Defender's wish for silence, shared by all replicas through the store. */
export interface Pause {
  /** Until when nothing may be sent, as far as this process knows; in the past when all is well. */
  until(): Instant;
  /** Nothing may be sent before a moment. Takes effect here at once, elsewhere when the store or Redis has it. */
  extend(until: Instant): Promise<void>;
  /** Learns what other replicas were told, at most once a second. Never rejects. */
  refresh(): Promise<void>;
}

const REFRESH_MS = 1_000;

/** Keeps the pause. It only ever moves later. No call begins in the store during it, whatever is known here. */
export const createPause = ({
  calls,
  tellOthers,
  clock,
  log,
}: {
  readonly calls: CallLog;
  /** A faster way to the others than the store. Never rejects. */
  readonly tellOthers: (forMs: number) => Promise<void>;
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
      const forMs = Math.max(0, until - clock.now());
      const stored = calls.silence(forMs).catch(() => log.warn('defender.pause-not-stored', { until }));
      await Promise.all([stored, tellOthers(forMs)]);
    },
    refresh: async () => {
      if (clock.now() - refreshedAt < REFRESH_MS) return;
      refreshedAt = clock.now();
      try {
        const forMs = await calls.silentForMs();
        if (forMs > 0) later(clock.now() + forMs);
      } catch {
        // A store that is down shows when the call is to be recorded, before it is made.
        log.warn('defender.pause-not-read');
      }
    },
  };
};
