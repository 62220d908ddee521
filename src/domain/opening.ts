import type { Verb } from './catalogue';
import type { Change } from './change';
import type { Instant } from './instant';
import { moveRequest, requestEvent } from './lifecycle';
import type { Machine } from './machine';
import type { Situation } from './machine-action';
import type { Person } from './person';
import type { Terms } from './policy';
import { bindingText, type Request } from './request';
import type { Run } from './run';

/** Everything that is fixed when a request opens. */
export interface Opening {
  readonly id: string;
  readonly verb: Verb;
  readonly parameter: string | null;
  readonly comment: string;
  readonly requestor: Person;
  readonly channel: string;
  readonly thread: string | null;
  readonly forMs: number | null;
  readonly terms: Terms;
  readonly policyHash: string;
  /** The request that was not sent, and is asked again with this one; null where it is the first. */
  readonly againOf: string | null;
  readonly targets: readonly {
    readonly runId: string;
    readonly machine: Machine;
    readonly situation: Situation;
    readonly subject: Run['subject'];
  }[];
}

/** A new request with a run for each target, waiting for approval. Its clock starts when its card is posted. */
export const openRequest = (
  opening: Opening,
  digest: (text: string) => string,
  now: Instant,
  delivery: string,
): Change => {
  const { id, verb, parameter, comment, forMs, terms, policyHash, againOf, targets, requestor } = opening;
  const subjects = targets.map(({ machine, subject }) => subject?.machineActionId ?? machine.id);
  const request: Request = {
    id,
    revision: 1,
    status: 'pending',
    verb,
    parameter,
    comment,
    requestor,
    channel: opening.channel,
    thread: opening.thread,
    forMs,
    terms,
    binding: digest(bindingText({ verb, parameter, comment, forMs, terms, subjects })),
    policyHash,
    openedAt: now,
    expiresAt: null,
    escalateAt: null,
    remindAt: null,
    sendBy: null,
    againOf,
    summary: null,
    decision: null,
  };
  const runs = targets.map(
    (target): Run => ({
      id: target.runId,
      requestId: id,
      revision: 1,
      status: 'waiting',
      verb,
      parameter,
      machine: target.machine,
      situation: target.situation,
      subject: target.subject,
      attempt: 0,
      claim: null,
      looks: 0,
      notBefore: now,
      trouble: null,
      machineActionId: null,
      adoptedFrom: null,
      defenderStatus: null,
      createdAt: null,
      trackAt: null,
      endedAt: null,
      remindAt: null,
      fault: null,
      settlement: null,
    }),
  );
  const machines = targets.map((target) => target.machine.name);
  return {
    delivery,
    policyHash,
    opened: { request, runs },
    events: [
      requestEvent(id, now, requestor, {
        kind: 'asked',
        verb,
        parameter,
        comment,
        machines,
        ...(forMs === null ? {} : { forMs }),
      }),
      ...(againOf === null ? [] : [requestEvent(againOf, now, requestor, { kind: 'asked-again', as: id })]),
    ],
  };
};

const REMINDED_BEFORE = 1 / 4;
const MINUTE_MS = 60_000;

/**
 * How long after the card is posted whoever can still approve is reminded: with a quarter of the time left, a minute before
 * the end at the latest, and not within the first minute. Null where the time is too short for that, or the terms want none.
 */
export const remindedAfterMs = ({ reminder, expiresInMs }: Pick<Terms, 'reminder' | 'expiresInMs'>): number | null => {
  const left = Math.max(expiresInMs * REMINDED_BEFORE, MINUTE_MS);
  return reminder && expiresInMs - left >= MINUTE_MS ? expiresInMs - left : null;
};

/** The card is in the channel: the clock to approve it starts. */
export const cardPosted = (request: Request, ts: string, now: Instant): Change => {
  const { escalation, expiresInMs } = request.terms;
  const remindAfterMs = remindedAfterMs(request.terms);
  const isFirst = request.status === 'pending' && request.expiresAt === null;
  const clock = {
    expiresAt: now + expiresInMs,
    escalateAt: escalation === null ? null : now + escalation.afterMs,
    remindAt: remindAfterMs === null ? null : now + remindAfterMs,
  };
  return {
    ...(isFirst ? { request: moveRequest(request, 'pending', clock) } : {}),
    events: [requestEvent(request.id, now, null, { kind: 'card-posted', channel: request.channel, ts })],
  };
};

/** The card's message is no longer there; another one takes its place. */
export const cardGone = (request: Request, code: string, now: Instant): Change => ({
  events: [requestEvent(request.id, now, null, { kind: 'card-gone', code })],
});
