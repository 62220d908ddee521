import type { Instant } from './instant';
import type { Request } from './request';
import type { Run } from './run';

/** Why a run was handed over late, where that took noticeable time. */
export interface Recovery {
  readonly since: 'lost-answer' | 'restart';
  /** After the call or, where none had been made, after the approval. Null where that is not known any more. */
  readonly afterMs: number | null;
}

/** What takes no longer needs no explanation. */
const NOTICEABLE_MS = 10_000;

/**
 * Of a call whose answer was lost and that Defender turned out to have. Null where it was found at once.
 *
 * @param startedAt when this process started, where no other can have made the call; null where one may have
 */
export const recoveryOfCall = (run: Run, startedAt: Instant | null, now: Instant): Recovery | null => {
  // Nobody had been able to settle it.
  if (run.claim === null) return { since: 'lost-answer', afterMs: null };
  const afterMs = now - run.claim.at;
  if (startedAt !== null && run.claim.at < startedAt) return { since: 'restart', afterMs };
  return afterMs < NOTICEABLE_MS ? null : { since: 'lost-answer', afterMs };
};

/** Of a run that was approved before this process started and sent by it. Null where nobody had to wait for that. */
export const recoveryOfWait = (
  request: Request,
  run: Run,
  startedAt: Instant | null,
  now: Instant,
): Recovery | null => {
  const approvedAt = request.decision?.at ?? null;
  if (startedAt === null || approvedAt === null || approvedAt >= startedAt || run.attempt > 1) return null;
  const afterMs = now - approvedAt;
  return afterMs < NOTICEABLE_MS ? null : { since: 'restart', afterMs };
};
