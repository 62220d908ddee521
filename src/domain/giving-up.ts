import type { Change } from './change';
import type { Event, NotSent, NotSentReason } from './event';
import type { Instant } from './instant';
import { moveRequest, moveRun, requestEvent, runEvent } from './lifecycle';
import type { Person } from './person';
import type { Request } from './request';
import { lookBackFrom, type Run } from './run';

/** A request and the runs that it has. */
interface Held {
  readonly request: Request;
  readonly runs: readonly Run[];
}

/** Whether a run has not been handed to Defender yet, nor is about to be. */
const isUnsent = ({ status }: Run): boolean => status === 'waiting' || status === 'ready';

/** Ends the runs that have not been sent; the others are left out. */
export const endUnsent = (runs: readonly Run[], reason: NotSentReason, now: Instant): readonly Run[] =>
  runs
    .filter(isUnsent)
    .map((run) => moveRun(run, 'not_sent', { endedAt: now, trackAt: lookBackFrom(run, now), trouble: reason }));

/** That these runs will not be sent: of several machines once for all of them. */
export const notSentEvents = (
  { request, runs }: Held,
  unsent: readonly Run[],
  why: NotSent,
  actor: Person | null,
  now: Instant,
): readonly Event[] =>
  runs.length > 1
    ? [
        requestEvent(request.id, now, actor, {
          kind: 'not-sent',
          ...why,
          machines: unsent.map(({ machine }) => machine.name),
        }),
      ]
    : unsent.map((run) => ({ ...runEvent(run, now, { kind: 'not-sent', ...why }), actor }));

/** The summary of a request whose outcome is told as a whole by something else. */
export const toldWith = ({ summary }: Request): Request['summary'] => (summary === null ? null : 'told');

/**
 * Ends what is approved but will not be sent: too late, or today's ruling is against it. Of several machines those that
 * were sent go on, and so does the request.
 */
export const giveUpSending = (held: Held, why: NotSent, now: Instant): Change | null => {
  const { request, runs } = held;
  const unsent = endUnsent(runs, why.reason, now);
  if (unsent.length === 0) return null;
  const isWhole = runs.every((run) => isUnsent(run) || run.status === 'not_sent');
  const events = notSentEvents(held, unsent, why, null, now);
  if (!isWhole || request.status !== 'approved') return { runs: unsent, events };
  const summary = toldWith(request);
  if (why.reason !== 'rehearsal') {
    const decision = { by: null, at: now, words: why.words };
    return { request: moveRequest(request, 'expired', { summary, decision }), runs: unsent, events };
  }
  return summary === null
    ? { runs: unsent, events }
    : { request: moveRequest(request, 'approved', { summary }), runs: unsent, events };
};
