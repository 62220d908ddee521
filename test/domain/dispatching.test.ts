import type { Change } from '../../src/domain/change';
import { adopt, answered, claim, delay, isClaimable, lookLater, settle } from '../../src/domain/dispatching';
import { standAside, waitFor } from '../../src/domain/holding-back';
import type { MachineAction } from '../../src/domain/machine-action';
import type { Request } from '../../src/domain/request';
import type { Answer, Run } from '../../src/domain/run';
import {
  actionWith,
  approvedWith,
  claimedWith,
  dispatchedWith,
  faultWith,
  foreignWith,
  MINUTE,
  present,
  requestWith,
  runWith,
  SECOND,
  SUBJECT,
  T,
} from './builders';

const SEND_BY = T + 15 * MINUTE;
const ready = (facts: Partial<Run> = {}) => runWith({ status: 'ready', ...facts });
const happenings = (change: Change | null) => present(change).events.map((event) => event.happening);
const onlyRun = (change: Change | null): Run => {
  const [run, ...others] = present(change).runs ?? [];
  expect(others).toEqual([]);
  return present(run);
};

describe('a run may be claimed', () => {
  it.each<[string, boolean, Partial<Request>, Partial<Run>, number]>([
    ['when it is ready', true, {}, {}, T],
    ['in the last moment of its time', true, {}, {}, SEND_BY - 1],
    ['when its time is over', false, {}, {}, SEND_BY],
    ['before it is due', false, {}, { notBefore: T + 1 }, T],
    ['without approval', false, { status: 'pending', sendBy: null }, {}, T],
    ['after it was withdrawn', false, { status: 'withdrawn' }, {}, T],
    ['without a time to be sent by', false, { sendBy: null }, {}, T],
    ['while it waits', false, {}, { status: 'waiting' }, T],
    ['twice', false, {}, { status: 'dispatching' }, T],
    ['once it is sent', false, {}, { status: 'dispatched' }, T],
  ])('%s: %j', (_, isIt, request, run, now) => {
    expect(isClaimable(approvedWith(request), ready(run), now)).toBe(isIt);
  });

  it('for one attempt, under a token, until the claim ends', () => {
    const claimed = { token: 'token-2', at: T, until: T + 35 * SECOND };
    const change = claim(ready({ attempt: 1, looks: 3, trouble: 'x' }), claimed);
    expect(onlyRun(change)).toMatchObject({
      status: 'dispatching',
      attempt: 2,
      claim: claimed,
      looks: 0,
      notBefore: T + 35 * SECOND,
    });
    expect(happenings(change)).toEqual([{ kind: 'claimed', attempt: 2 }]);
  });
});

describe('an answer', () => {
  const NOW = T + 2 * SECOND;
  const of = (answer: Answer, run = claimedWith()) => answered(approvedWith(), run, 'token-1', answer, NOW);
  const accepted = (action: MachineAction): Answer => ({ kind: 'accepted', action, at: NOW });

  it('with our mark is the Machine Action of the run', () => {
    const change = of(accepted(actionWith({ scope: null, machineId: null })));
    expect(onlyRun(change)).toMatchObject({
      status: 'dispatched',
      claim: null,
      machineActionId: 'ma-1',
      adoptedFrom: null,
      defenderStatus: 'Pending',
      createdAt: T,
      trackAt: NOW,
    });
    expect(happenings(change)).toEqual([
      { kind: 'sent', machineActionId: 'ma-1', status: 'Pending', isRecovered: false, recovery: null },
    ]);
  });

  it('without a comment yet is ours too, and counts from the claim where Defender does not say when', () => {
    const run = onlyRun(of(accepted(actionWith({ comment: null, createdAt: null }))));
    expect(run).toMatchObject({ adoptedFrom: null, createdAt: T });
  });

  it('with somebody else’s Machine Action of the same kind is adopted as theirs', () => {
    const change = of(accepted(foreignWith()));
    expect(onlyRun(change)).toMatchObject({
      status: 'dispatched',
      machineActionId: 'ma-7',
      adoptedFrom: 'eve@contoso.com',
    });
    expect(happenings(change)).toEqual([
      { kind: 'adopted', machineActionId: 'ma-7', status: 'Pending', startedBy: 'eve@contoso.com' },
    ]);
    expect(onlyRun(of(accepted(foreignWith({ requestor: null })))).adoptedFrom).toBe('somebody else');
  });

  it.each([
    ['of another scope', foreignWith({ scope: 'Selective' })],
    ['whose scope is not known yet', foreignWith({ scope: null })],
    ['that does the opposite', foreignWith({ type: 'Unisolate' })],
  ])('with somebody else’s Machine Action %s is waited for, never adopted', (_, action) => {
    const change = of(accepted(action));
    expect(onlyRun(change)).toMatchObject({
      status: 'ready',
      claim: null,
      machineActionId: null,
      notBefore: NOW + 10 * SECOND,
    });
    expect(happenings(change)).toMatchObject([{ kind: 'obstructed', machineActionId: 'ma-7', sendBy: SEND_BY }]);
  });

  it('with somebody else’s Machine Action of quite another kind is in doubt', () => {
    const change = of(accepted(foreignWith({ type: 'Offboard' })));
    expect(onlyRun(change)).toMatchObject({ status: 'dispatching', machineActionId: null, notBefore: NOW });
    expect(happenings(change)).toMatchObject([
      { kind: 'doubtful', fault: { code: 'unexpected-answer', says: expect.stringContaining('Offboard ma-7') } },
    ]);
  });

  it('to a cancellation is the Machine Action that is cancelled', () => {
    const run = claimedWith({ verb: 'cancel', parameter: null, subject: SUBJECT });
    const action = actionWith({ id: 'ma-9', status: 'Cancelled', comment: 'by hand', createdAt: T - MINUTE });
    expect(onlyRun(of(accepted(action), run))).toMatchObject({
      status: 'dispatched',
      machineActionId: 'ma-9',
      adoptedFrom: null,
      defenderStatus: 'Cancelled',
      createdAt: T - MINUTE,
    });
  });

  it.each([
    ['when Defender does not say', null, NOW + 5 * SECOND],
    ['when Defender asks for a shorter pause', NOW + SECOND, NOW + 5 * SECOND],
    ['when Defender asks for a longer pause', NOW + MINUTE, NOW + MINUTE],
  ])('that nothing was sent makes the run ready again, %s', (_, retryAt, notBefore) => {
    const fault = faultWith({ code: 'TooManyRequests' });
    const change = of({ kind: 'unsent', fault, retryAt });
    expect(onlyRun(change)).toMatchObject({
      status: 'ready',
      claim: null,
      attempt: 1,
      notBefore,
      trouble: 'TooManyRequests',
    });
    expect(happenings(change)).toEqual([{ kind: 'delayed', fault, retryAt: notBefore, sendBy: SEND_BY }]);
  });

  it('that nothing was sent is told once for each kind of trouble', () => {
    const fault = faultWith({ code: 'ECONNREFUSED' });
    const again = of({ kind: 'unsent', fault, retryAt: null }, claimedWith({ trouble: 'ECONNREFUSED' }));
    expect(happenings(again)).toEqual([{ kind: 'set-back', code: 'ECONNREFUSED' }]);
    const other = of({ kind: 'unsent', fault, retryAt: null }, claimedWith({ trouble: 'Unauthorized' }));
    expect(happenings(other)).toMatchObject([{ kind: 'delayed' }]);
  });

  it('that such an action is open already makes the run look at once, and is told when that shows nothing', () => {
    const fault = faultWith({ code: 'ActiveRequestAlreadyExists' });
    const change = of({ kind: 'already-open', fault });
    expect(onlyRun(change)).toMatchObject({ status: 'ready', claim: null, notBefore: NOW });
    expect(happenings(change)).toEqual([{ kind: 'set-back', code: fault.code }]);
    const again = of({ kind: 'already-open', fault }, claimedWith({ trouble: fault.code }));
    expect(onlyRun(again)).toMatchObject({ status: 'ready', claim: null, notBefore: NOW + 5 * SECOND });
    expect(happenings(again)).toMatchObject([{ kind: 'delayed', fault }]);
    const { trouble } = onlyRun(again);
    expect(happenings(of({ kind: 'already-open', fault }, claimedWith({ trouble })))).toMatchObject([
      { kind: 'set-back' },
    ]);
  });

  it('that Defender will not do it ends the run with its words', () => {
    const fault = faultWith({ code: 'Forbidden', missingPermission: 'Machine.Isolate' });
    const change = of({ kind: 'refused', fault });
    expect(onlyRun(change)).toMatchObject({ status: 'failed', claim: null, endedAt: NOW, fault });
    expect(happenings(change)).toEqual([{ kind: 'turned-down', fault }]);
  });

  it('in doubt keeps the claim, to be settled at once', () => {
    const fault = faultWith();
    const change = of({ kind: 'ambiguous', fault });
    expect(onlyRun(change)).toMatchObject({
      status: 'dispatching',
      claim: { token: 'token-1' },
      notBefore: NOW,
      fault,
    });
    expect(happenings(change)).toEqual([{ kind: 'doubtful', fault }]);
  });

  const answers: readonly Answer[] = [
    accepted(actionWith()),
    { kind: 'unsent', fault: faultWith(), retryAt: null },
    { kind: 'already-open', fault: faultWith() },
    { kind: 'refused', fault: faultWith() },
    { kind: 'ambiguous', fault: faultWith() },
  ];
  it.each([
    ['whose claim was given to somebody else', claimedWith({ claim: { token: 'token-2', at: T, until: T } })],
    ['whose claim was settled', ready()],
    ['that is followed already', dispatchedWith()],
    ['that is unsettled', runWith({ status: 'unsettled' })],
  ])('changes nothing about a run %s', (_, run) => {
    for (const answer of answers) expect(of(answer, run)).toBeNull();
  });
});

describe('before the call', () => {
  const request = approvedWith();

  it('what is running already is adopted as somebody else’s', () => {
    const change = adopt(claimedWith(), foreignWith({ status: 'InProgress' }), T);
    expect(onlyRun(change)).toMatchObject({ status: 'dispatched', adoptedFrom: 'eve@contoso.com', claim: null });
    expect(happenings(change)).toMatchObject([{ kind: 'adopted', startedBy: 'eve@contoso.com' }]);
  });

  it('what an earlier attempt left is taken as ours', () => {
    const change = adopt(claimedWith({ attempt: 2 }), actionWith(), T);
    expect(onlyRun(change)).toMatchObject({ status: 'dispatched', adoptedFrom: null });
    expect(happenings(change)).toMatchObject([{ kind: 'sent' }]);
  });

  it('an obstacle is waited for, and told once', () => {
    const obstacle = { kind: 'opposed', action: foreignWith({ type: 'Unisolate' }), others: [] } as const;
    const change = waitFor(request, ready(), obstacle, T);
    const waiting = onlyRun(change);
    expect(waiting).toMatchObject({ status: 'ready', notBefore: T + 10 * SECOND });
    expect(happenings(change)).toEqual([
      {
        kind: 'obstructed',
        machineActionId: 'ma-7',
        type: 'Unisolate',
        status: 'Pending',
        all: [{ machineActionId: 'ma-7', type: 'Unisolate', status: 'Pending', requestId: null }],
        sendBy: SEND_BY,
      },
    ]);
    expect(happenings(waitFor(request, waiting, obstacle, T))).toEqual([]);
    const next = { ...obstacle, action: { ...obstacle.action, id: 'ma-8' } };
    expect(happenings(waitFor(request, waiting, next, T))).toMatchObject([{ machineActionId: 'ma-8' }]);
  });

  it('a taken lane is waited for, told once, and asked about ever less', () => {
    const first = standAside(request, ready(), T);
    expect(onlyRun(first)).toMatchObject({ status: 'ready', notBefore: T + SECOND });
    expect(happenings(first)).toEqual([{ kind: 'lane-busy', sendBy: SEND_BY }]);
    const second = standAside(request, onlyRun(first), T);
    expect(onlyRun(second).notBefore).toBe(T + 5 * SECOND);
    expect(happenings(second)).toEqual([]);
  });

  it('a read that failed delays the run, and is told once for each kind of trouble', () => {
    const fault = faultWith({ system: 'Entra', code: 'AADSTS7000215' });
    const first = delay(request, ready(), fault, null, T);
    expect(onlyRun(first)).toMatchObject({ status: 'ready', notBefore: T + 5 * SECOND, fault });
    expect(happenings(first)).toEqual([{ kind: 'delayed', fault, retryAt: T + 5 * SECOND, sendBy: SEND_BY }]);
    expect(happenings(delay(request, onlyRun(first), fault, null, T))).toEqual([]);
    expect(onlyRun(delay(request, ready(), fault, T + MINUTE, T)).notBefore).toBe(T + MINUTE);
  });
});

describe('settling', () => {
  const pace = { graceMs: MINUTE, againMs: 5 * SECOND };
  const GRACE_ENDS = T + 35 * SECOND + MINUTE;
  const run = claimedWith();
  const settling = (
    facts: {
      readonly run?: Run;
      readonly request?: Request;
      readonly actions?: readonly MachineAction[];
      readonly lookedAt?: number;
      readonly now?: number;
    } = {},
  ) => {
    const lookedAt = facts.lookedAt ?? T + SECOND;
    const { actions = [], request = approvedWith(), now = lookedAt } = facts;
    return settle(request, facts.run ?? run, actions, lookedAt, pace, now);
  };

  it('finds the mark: that is the Machine Action, whatever else was going on', () => {
    const actions = [
      foreignWith(),
      actionWith({ status: 'Succeeded' }),
      actionWith({ id: 'x', machineId: 'b'.repeat(40) }),
    ];
    const change = settling({ actions });
    expect(onlyRun(change)).toMatchObject({
      status: 'dispatched',
      machineActionId: 'ma-1',
      adoptedFrom: null,
      claim: null,
    });
    expect(happenings(change)).toEqual([
      { kind: 'sent', machineActionId: 'ma-1', status: 'Succeeded', isRecovered: true, recovery: null },
    ]);
  });

  it('finds the mark even when the time to send is over, or the request was given up', () => {
    const request = approvedWith({ status: 'expired' });
    expect(onlyRun(settling({ request, actions: [actionWith()], now: SEND_BY + MINUTE })).status).toBe('dispatched');
  });

  it('finds two: the elder is kept, and the younger is a twin', () => {
    const younger = actionWith({ id: 'ma-2', createdAt: T + 1, comment: '[twokey 7K3M9P2Q/2] x' });
    const change = settling({ run: claimedWith({ attempt: 2 }), actions: [younger, actionWith()] });
    expect(onlyRun(change).machineActionId).toBe('ma-1');
    expect(happenings(change)).toMatchObject([
      { kind: 'sent', machineActionId: 'ma-1' },
      { kind: 'twin-found', keptId: 'ma-1', twinId: 'ma-2' },
    ]);
  });

  it('finds a cancellation by its comment on the Machine Action', () => {
    const cancelling = claimedWith({ verb: 'cancel', parameter: null, subject: SUBJECT });
    const done = actionWith({ id: 'ma-9', cancellationComment: '[twokey 7K3M9P2Q/1] x', comment: null });
    expect(onlyRun(settling({ run: cancelling, actions: [done] })).status).toBe('dispatched');
    const undone = { ...done, cancellationComment: null };
    expect(onlyRun(settling({ run: cancelling, actions: [undone] }))).toMatchObject({
      status: 'dispatching',
      looks: 1,
    });
  });

  it('does not believe one look, however late', () => {
    const change = settling({ lookedAt: GRACE_ENDS + MINUTE });
    expect(onlyRun(change)).toMatchObject({
      status: 'dispatching',
      looks: 1,
      notBefore: GRACE_ENDS + MINUTE + 5 * SECOND,
    });
    expect(happenings(change)).toEqual([]);
  });

  it('does not believe two looks before the grace, and looks again when it ends', () => {
    const change = settling({ run: { ...run, looks: 1 }, lookedAt: GRACE_ENDS - 1 });
    expect(onlyRun(change)).toMatchObject({ status: 'dispatching', looks: 2, notBefore: GRACE_ENDS - 1 + 5 * SECOND });
    const early = settling({ run: { ...run, looks: 1 }, lookedAt: T + SECOND });
    expect(onlyRun(early).notBefore).toBe(GRACE_ENDS);
  });

  it('does not count when the answer came, but when the look was begun', () => {
    const change = settling({ run: { ...run, looks: 1 }, lookedAt: GRACE_ENDS - 1, now: GRACE_ENDS + MINUTE });
    expect(onlyRun(change).status).toBe('dispatching');
  });

  it('believes the second look after the grace: the run is ready again', () => {
    const change = settling({ run: { ...run, looks: 1, trouble: 'x' }, lookedAt: GRACE_ENDS });
    expect(onlyRun(change)).toMatchObject({
      status: 'ready',
      claim: null,
      looks: 0,
      attempt: 1,
      notBefore: GRACE_ENDS,
      trouble: null,
    });
    expect(happenings(change)).toEqual([{ kind: 'proved-unsent', attempt: 1 }]);
  });

  it.each<[string, { readonly now?: number; readonly request?: Request }]>([
    ['past its time', { now: SEND_BY }],
    ['once the request is given up', { request: approvedWith({ status: 'expired' }) }],
    ['without a time to be sent by', { request: requestWith({ status: 'approved', sendBy: null }) }],
  ])('gives the run up as not known %s', (_, facts) => {
    const change = settling({ run: { ...run, looks: 1 }, lookedAt: GRACE_ENDS, ...facts });
    expect(onlyRun(change)).toMatchObject({ status: 'unsettled', claim: null, endedAt: facts.now ?? GRACE_ENDS });
    expect(happenings(change)).toEqual([{ kind: 'unsettled', why: 'not-found' }]);
  });

  it.each([
    ['what is ready', ready()],
    ['what is followed', dispatchedWith()],
    ['what has no claim', claimedWith({ claim: null })],
  ])('leaves %s alone', (_, other) => {
    expect(settling({ run: other, actions: [actionWith()] })).toBeNull();
  });

  it('that could not ask Defender looks later, and does not count as a look', () => {
    const change = lookLater({ ...run, looks: 1 }, T + MINUTE);
    expect(onlyRun(change)).toMatchObject({ status: 'dispatching', looks: 1, notBefore: T + MINUTE });
    expect(change.events).toEqual([]);
  });
});
