import type { Instant } from '../domain/instant';
import { type Refusal, refuse } from '../domain/refusal';
import type { Clock, PolicySource } from './ports';

/** Counts one more question of somebody, or says why it is one too many. */
export type QuestionLimit = (personId: string) => Refusal | null;

/** Beyond this many people those who have asked nothing lately are forgotten. */
const MOST_HELD = 1_000;

/**
 * Counts questions that change nothing, for each person, beside their requests and within the same limit: each one costs
 * look-ups that all share. Kept in memory, since nothing that is on record depends on it; each replica counts its own.
 * Null: one more is within the limit, and is counted.
 */
export const createQuestionLimit = ({
  policy,
  clock,
}: {
  readonly policy: PolicySource;
  readonly clock: Clock;
}): QuestionLimit => {
  const asked = new Map<string, readonly Instant[]>();

  const forgetOld = (since: Instant): void => {
    for (const [id, times] of asked) if (times.every((at) => at <= since)) asked.delete(id);
  };

  return (personId: string): Refusal | null => {
    const { most, perMs } = policy.current().limits.requests;
    const now = clock.now();
    const times = (asked.get(personId) ?? []).filter((at) => at > now - perMs);
    const oldest = times[times.length - most];
    if (oldest !== undefined) {
      // No draft is kept of a question, other than of a request.
      const next = 'Wait until then, or let a colleague ask.';
      return { ...refuse('too-many-requests', most, perMs, oldest + perMs), next };
    }
    if (asked.size >= MOST_HELD) forgetOld(now - perMs);
    asked.set(personId, [...times, now]);
    return null;
  };
};
