import { spellDuration } from '../domain/instant';
import type { Clock, Log } from '../flow/ports';
import type { Outcome } from './client';

/** How far this machine's clock is from one system's, by the `Date` of its answers. */
export interface ClockWatch {
  note(outcome: Outcome, beganAt: number): void;
  /** Ahead of theirs, in milliseconds; below 0: behind. Null before an answer had a `Date`. */
  aheadMs(): number | null;
  /** What to do about it, where it is so far off that it may be why something failed; undefined where it is not. */
  cure(): string | undefined;
}

/** Certificates, tokens and Slack's signatures all allow for some minutes; whoever is a minute off is on the way there. */
const NOTEWORTHY_MS = 60_000;
/** A `Date` says its second and no more. */
const HALF_A_SECOND_MS = 500;

/** Watches the clock against one system's. */
export const createClockWatch = ({
  system,
  clock,
  log,
}: {
  readonly system: 'Entra' | 'Defender';
  readonly clock: Clock;
  readonly log: Log;
}): ClockWatch => {
  let aheadMs: number | null = null;
  let isTold = false;
  const isFarOff = () => Math.abs(aheadMs ?? 0) >= NOTEWORTHY_MS;

  return {
    note: (outcome, beganAt) => {
      if (outcome.kind !== 'answered') return;
      const theirs = Date.parse(outcome.headers['date'] ?? '');
      if (Number.isNaN(theirs)) return;
      // The answer was made at some moment of the call, and in the second that it names.
      aheadMs = Math.round((beganAt + clock.now()) / 2 - theirs - HALF_A_SECOND_MS);
      if (isFarOff() === isTold) return;
      isTold = isFarOff();
      log[isTold ? 'warn' : 'info'](isTold ? 'clock.off' : 'clock.right', { system, aheadMs });
    },
    aheadMs: () => aheadMs,
    cure: () =>
      isFarOff()
        ? `The clock of the machine that Twokey runs on is ${spellDuration(Math.abs(aheadMs ?? 0))} ${(aheadMs ?? 0) > 0 ? 'ahead of' : 'behind'} Microsoft’s, which may be why: set it by a time server.`
        : undefined,
  };
};
