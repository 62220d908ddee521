import type { Change } from './change';
import type { Happening } from './event';
import type { FaultFacts } from './fault';
import { toldOnce, waitFor } from './holding-back';
import type { Instant } from './instant';
import { moveRun, runEvent } from './lifecycle';
import type { MachineAction } from './machine-action';
import { attemptOf, isOwnAnswer, madeBy } from './mark';
import { obstacleTo } from './obstacle';
import { type Recovery, recoveryOfCall, recoveryOfWait } from './recovering';
import type { Request } from './request';
import { type Answer, type Claim, lookBackFrom, type Run } from './run';

/** How long a run waits before it is tried again when Defender was not reached. */
const RETRY_MS = 5_000;
/** Whether a run may be claimed at this moment. */
export const isClaimable = (request: Request, run: Run, now: Instant): boolean =>
  request.status === 'approved' &&
  run.status === 'ready' &&
  run.notBefore <= now &&
  request.sendBy !== null &&
  now < request.sendBy;

/**
 * Takes the right to make one call for a run that `isClaimable`.
 *
 * @param passed runs of ours on the machine that are followed, and known not to be in its way
 */
export const claim = (run: Run, claimed: Claim, passed: readonly string[] = []): Change => ({
  passed,
  runs: [moveRun(run, 'dispatching', { attempt: run.attempt + 1, claim: claimed, looks: 0, notBefore: claimed.until })],
  events: [runEvent(run, claimed.at, { kind: 'claimed', attempt: run.attempt + 1 })],
});

const one = (run: Run, event: Happening, now: Instant): Change => ({
  runs: [run],
  events: [runEvent(run, now, event)],
});

/** Ours, and told as nothing out of the ordinary. */
const plainly = { isRecovered: false, recovery: null } as const;

/** The Machine Action is in Defender: follow it. `startedBy` where it is not ours. */
const dispatched = (
  run: Run,
  action: MachineAction,
  how: { readonly startedBy: string } | { readonly isRecovered: boolean; readonly recovery: Recovery | null },
  now: Instant,
): Change => {
  const next = moveRun(run, 'dispatched', {
    claim: null,
    trouble: null,
    machineActionId: action.id,
    adoptedFrom: 'startedBy' in how ? how.startedBy : null,
    defenderStatus: action.status,
    createdAt: action.createdAt ?? run.claim?.at ?? now,
    trackAt: now,
    endedAt: null,
    fault: null,
  });
  const told = { machineActionId: action.id, status: action.status };
  return one(next, 'startedBy' in how ? { kind: 'adopted', ...told, ...how } : { kind: 'sent', ...told, ...how }, now);
};

const backToReady = (run: Run, trouble: string, notBefore: Instant, event: Happening, now: Instant): Change =>
  toldOnce(run, moveRun(run, 'ready', { claim: null, notBefore, trouble }), event, now);

/**
 * What a call's answer means for the run whose claim it was made under. Null when the claim is no longer this one.
 *
 * @param startedAt when this process started, where no other can have kept the run waiting
 */
export const answered = (
  request: Request,
  run: Run,
  token: string,
  answer: Answer,
  now: Instant,
  startedAt: Instant | null = null,
): Change | null => {
  if (run.status !== 'dispatching' || run.claim?.token !== token) return null;
  const sendBy = request.sendBy ?? now;
  switch (answer.kind) {
    case 'accepted':
      return isOwnAnswer(run, answer.action)
        ? dispatched(run, answer.action, { ...plainly, recovery: recoveryOfWait(request, run, startedAt, now) }, now)
        : openBefore(request, run, answer.action, now);
    case 'unsent': {
      const retryAt = Math.max(answer.retryAt ?? 0, now + RETRY_MS);
      return backToReady(
        run,
        answer.fault.code,
        retryAt,
        { kind: 'delayed', fault: answer.fault, retryAt, sendBy },
        now,
      );
    }
    case 'already-open':
      return lookFirst(run, answer.fault, sendBy, now);
    case 'refused': {
      const trackAt = lookBackFrom(run, now);
      const next = moveRun(run, 'failed', { claim: null, endedAt: now, trackAt, fault: answer.fault });
      return one(next, { kind: 'turned-down', fault: answer.fault }, now);
    }
    case 'ambiguous':
      return doubt(run, answer.fault, now);
  }
};

/** What is open is read again at once, before it can end unseen; only when that shows nothing is there something to tell. */
const lookFirst = (run: Run, fault: FaultFacts, sendBy: Instant, now: Instant): Change => {
  const unseen = `${fault.code} unseen`;
  if (run.trouble !== fault.code && run.trouble !== unseen) {
    const next = moveRun(run, 'ready', { claim: null, notBefore: now, trouble: fault.code });
    return one(next, { kind: 'set-back', code: fault.code }, now);
  }
  const retryAt = now + RETRY_MS;
  return backToReady(run, unseen, retryAt, { kind: 'delayed', fault, retryAt, sendBy }, now);
};

const doubt = (run: Run, fault: FaultFacts, now: Instant): Change =>
  one(moveRun(run, 'dispatching', { fault, trouble: fault.code, notBefore: now }), { kind: 'doubtful', fault }, now);

/** Defender answered with a Machine Action that is not ours: it was open before, and may or may not be the same. */
const openBefore = (request: Request, run: Run, action: MachineAction, now: Instant): Change => {
  const obstacle = obstacleTo(run, [action]);
  if (obstacle?.kind === 'same')
    return dispatched(run, action, { startedBy: action.requestor ?? 'somebody else' }, now);
  if (obstacle?.kind === 'opposed') return waitFor(request, run, obstacle, now);
  const says = `Defender answered with another Machine Action: ${action.type} ${action.id}`;
  const facts = { system: 'Defender', code: 'unexpected-answer', says, correlationId: null } as const;
  return doubt(run, { ...facts, missingPermission: null }, now);
};

/** The same action is running already, started by somebody else (or by an earlier attempt of ours): follow it. */
export const adopt = (run: Run, action: MachineAction, now: Instant): Change =>
  dispatched(
    run,
    action,
    attemptOf(run, action) === null ? { startedBy: action.requestor ?? 'somebody else' } : plainly,
    now,
  );

/** A read that must come before the call failed: try again a little later. */
export const delay = (request: Request, run: Run, fault: FaultFacts, retryAt: Instant | null, now: Instant): Change => {
  const at = Math.max(retryAt ?? 0, now + RETRY_MS);
  const told = run.trouble === fault.code ? {} : { fault };
  const next = moveRun(run, 'ready', { notBefore: at, trouble: fault.code, ...told });
  return toldOnce(run, next, { kind: 'delayed', fault, retryAt: at, sendBy: request.sendBy ?? now }, now);
};

/** Defender could not be asked: look again at a moment. This was no look. */
export const lookLater = (run: Run, notBefore: Instant): Change => ({
  runs: [moveRun(run, 'dispatching', { notBefore })],
  events: [],
});

/** How settling is paced, in milliseconds. */
export interface Settling {
  /** After the claim's end, how long until "not found" may be believed. */
  readonly graceMs: number;
  /** Between two looks. */
  readonly againMs: number;
  /** When this process started, where no other can have made a claim; left out or null where one may have. */
  readonly startedAt?: Instant | null;
}

/**
 * Settles a claim whose answer never came, by what Defender holds. "Not found" is believed after two complete looks, of
 * which one came after the claim's end and the grace; then the run is free again, or `unsettled` once its time is over.
 *
 * @param actions a complete list of the Machine Actions since well before the claim
 * @param lookedAt when that list was asked for
 */
export const settle = (
  request: Request,
  run: Run,
  actions: readonly MachineAction[],
  lookedAt: Instant,
  pace: Settling,
  now: Instant,
): Change | null => {
  if (run.status !== 'dispatching' || run.claim === null) return null;
  const change = found(run, actions, pace.startedAt ?? null, now);
  if (change !== null) return change;
  const believeAt = run.claim.until + pace.graceMs;
  const looks = run.looks + 1;
  if (looks < 2 || lookedAt < believeAt) {
    const again = now + pace.againMs;
    const notBefore = looks < 2 ? again : Math.max(believeAt, again);
    return { runs: [moveRun(run, 'dispatching', { looks, notBefore })], events: [] };
  }
  if (request.status === 'approved' && request.sendBy !== null && now < request.sendBy) {
    const next = moveRun(run, 'ready', { claim: null, looks: 0, notBefore: now, trouble: null });
    return one(next, { kind: 'proved-unsent', attempt: run.attempt }, now);
  }
  const next = moveRun(run, 'unsettled', { claim: null, endedAt: now, trackAt: now });
  return one(next, { kind: 'unsettled', why: 'not-found' }, now);
};

/** What this run made is there: follow the elder. Any other is a twin. */
const found = (run: Run, actions: readonly MachineAction[], startedAt: Instant | null, now: Instant): Change | null => {
  const [elder, ...twins] = madeBy(run, actions);
  if (elder === undefined) return null;
  const recovery = recoveryOfCall(run, startedAt, now);
  const following = dispatched(run, elder, { isRecovered: true, recovery }, now);
  const told = twins.map((twin) => runEvent(run, now, { kind: 'twin-found', keptId: elder.id, twinId: twin.id }));
  return { ...following, events: [...following.events, ...told] };
};

/** A run that nobody could settle turns out to have arrived. Null as long as it has not, and for any other run. */
export const foundAfterAll = (run: Run, actions: readonly MachineAction[], now: Instant): Change | null =>
  run.status === 'unsettled' && run.machineActionId === null ? found(run, actions, null, now) : null;
