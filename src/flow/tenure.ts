import type { Instant } from '../domain/instant';
import { createLoop } from './loop';
import type { Clock, Log } from './ports';
import { type Leases, WORK } from './sharing';

/** Whether this process is the one that does the work which one of several must do at a time. */
export interface Tenure {
  /** Whether it may begin something now. By its own clocks, and over before another process can have the work. */
  holds(): boolean;
  /** A number that changes whenever the work comes from another process; null while this one does not have it. */
  term(): number | null;
}

/** The tenure of the only process that there can be. */
export const alone: Tenure = { holds: () => true, term: () => 0 };

/** For so long the work is a process's own without a word from it. */
const LEASE_MS = 6_000;
const RENEW_EVERY_MS = 2_000;
/** A holder that could not renew stops so long before another may begin: what it has begun then is on its way. */
const SAFETY_MS = 1_500;
/** How often a process that does not have the work asks for it. */
const ASK_EVERY_MS = 1_000;

interface Held {
  readonly fence: number;
  /** Its end by the wall clock, and by the one that nobody sets. */
  readonly until: Instant;
  readonly steadyUntil: number;
}

/**
 * Takes the work by a lease, keeps it, and asks for it while another process has it. Time counts from before each question,
 * and by two clocks: the wall clock may be set back, and the steady one stands still while a virtual machine does.
 */
export const createTenure = (needs: {
  readonly leases: Leases;
  readonly clock: Clock;
  /** Milliseconds that nobody can set back; they go on while the process is stopped. */
  readonly steadyMs: () => number;
  readonly log: Log;
  /** Called when this process may begin, or may begin again. */
  readonly taken: () => void;
}): Tenure & { start(): void; release(): Promise<void> } => {
  const { leases, clock, steadyMs, log } = needs;
  let held: Held | null = null;

  const holds = (): boolean => held !== null && clock.now() < held.until && steadyMs() < held.steadyUntil;

  const lose = (): void => {
    if (held !== null) log.warn('work.lost', { fence: held.fence });
    held = null;
  };

  const ask = async (): Promise<void> => {
    if (!holds()) lose();
    const until = clock.now() + LEASE_MS - SAFETY_MS;
    const steadyUntil = steadyMs() + LEASE_MS - SAFETY_MS;
    const fence = await leases.hold(WORK, LEASE_MS);
    // The answer may have come after the end, or another process sooner than ours by the database's clock.
    if (!holds() || fence !== held?.fence) lose();
    if (fence === null) return;
    const isNews = held === null;
    held = { fence, until, steadyUntil };
    if (!isNews) return;
    if (!holds()) {
      held = null;
      return;
    }
    log.info('work.taken', { fence });
    needs.taken();
  };

  const loop = createLoop({
    name: 'work',
    clock,
    log,
    round: ask,
    nextDue: async () => clock.now() + (holds() ? RENEW_EVERY_MS : ASK_EVERY_MS),
  });

  return {
    holds,
    term: () => (holds() ? (held?.fence ?? null) : null),
    start: loop.wake,
    /** Gives the work up for good, so that another process can have it at once. */
    release: async () => {
      await loop.stop();
      if (held === null) return;
      const { fence } = held;
      held = null;
      try {
        await leases.release(WORK);
        log.info('work.released', { fence });
      } catch (error) {
        log.warn('work.not-released', { fence, error });
      }
    },
  };
};
