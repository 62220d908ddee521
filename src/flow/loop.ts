import type { Instant } from '../domain/instant';
import type { Clock, Log } from './ports';

/** Work that is done when something is due, and at once when woken. */
export interface Loop {
  /** Something may be due now. */
  wake(): void;
  /** No new round; resolves when the one under way is over. */
  stop(): Promise<void>;
}

/** How long a failed round waits before the next. */
const AFTER_FAULT_MS = 1_000;

/**
 * Runs rounds of work one at a time: at once when woken, otherwise when `nextDue` says. A round that throws is logged and
 * tried again; what is due is found by query, so nothing is lost with it.
 */
export const createLoop = (facts: {
  readonly name: string;
  readonly clock: Clock;
  readonly log: Log;
  readonly round: () => Promise<void>;
  /** When the next round is due; null when only a wake brings one. */
  readonly nextDue: () => Promise<Instant | null>;
  /** Whether a round may begin. Where it may not, the loop rests until it is woken when it may. */
  readonly mayBegin?: () => boolean;
}): Loop => {
  const { name, clock, log, round, nextDue, mayBegin = () => true } = facts;
  let isStopped = false;
  let isWoken = false;
  let callOff = () => {};
  let underWay: Promise<void> | null = null;

  const wakeAt = (moment: Instant) => {
    callOff();
    callOff = clock.at(moment, wake);
  };

  const turn = async (): Promise<void> => {
    while (isWoken && !isStopped && mayBegin()) {
      isWoken = false;
      callOff();
      try {
        await round();
        const due = await nextDue();
        if (due !== null && !isWoken && !isStopped) wakeAt(Math.max(due, clock.now() + 1));
      } catch (error) {
        log.error('loop.failed', { loop: name, error });
        if (!isStopped) wakeAt(clock.now() + AFTER_FAULT_MS);
      }
    }
    underWay = null;
  };

  const wake = (): void => {
    isWoken = true;
    if (isStopped || underWay !== null || !mayBegin()) return;
    underWay = turn();
  };

  return {
    wake,
    stop: async () => {
      isStopped = true;
      callOff();
      await underWay;
    },
  };
};

/** The earliest of some moments; null when there is none. */
export const earliest = (moments: readonly (Instant | null)[]): Instant | null =>
  moments.reduce<Instant | null>(
    (first, moment) => (moment === null || (first !== null && first <= moment) ? first : moment),
    null,
  );
