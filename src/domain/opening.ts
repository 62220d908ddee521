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
  readonly terms: Terms;
  readonly policyHash: string;
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
  const { id, verb, parameter, comment, requestor, channel, terms, policyHash, targets } = opening;
  const subjects = targets.map(({ machine, subject }) => subject?.machineActionId ?? machine.id);
  const request: Request = {
    id,
    revision: 1,
    status: 'pending',
    verb,
    parameter,
    comment,
    requestor,
    channel,
    terms,
    binding: digest(bindingText({ verb, parameter, comment, terms, subjects })),
    policyHash,
    openedAt: now,
    expiresAt: null,
    escalateAt: null,
    sendBy: null,
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
      fault: null,
    }),
  );
  const machines = targets.map((target) => target.machine.name);
  return {
    delivery,
    policyHash,
    opened: { request, runs },
    events: [requestEvent(id, now, requestor, { kind: 'asked', verb, parameter, comment, machines })],
  };
};

/** The card is in the channel: the clock to approve it starts. */
export const cardPosted = (request: Request, ts: string, now: Instant): Change => {
  const { escalation, expiresInMs } = request.terms;
  const isFirst = request.status === 'pending' && request.expiresAt === null;
  const clock = { expiresAt: now + expiresInMs, escalateAt: escalation === null ? null : now + escalation.afterMs };
  return {
    ...(isFirst ? { request: moveRequest(request, 'pending', clock) } : {}),
    events: [requestEvent(request.id, now, null, { kind: 'card-posted', channel: request.channel, ts })],
  };
};
