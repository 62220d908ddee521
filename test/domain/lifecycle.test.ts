import { moveRequest, moveRun, requestEvent, requestMoves, runEvent, runMoves } from '../../src/domain/lifecycle';
import { requestStatuses } from '../../src/domain/request';
import { isOver, runStatuses } from '../../src/domain/run';
import { alice, requestWith, runWith, T } from './builders';

// Written out a second time on purpose: these are the tables of the design.
const legalRequestMoves: readonly string[] = [
  'pending → approved',
  'pending → denied',
  'pending → expired',
  'pending → withdrawn',
  'approved → withdrawn',
  'approved → expired',
];
const legalRunMoves: readonly string[] = [
  'waiting → ready',
  'waiting → not_sent',
  'ready → dispatching',
  'ready → not_sent',
  'dispatching → dispatched',
  'dispatching → ready',
  'dispatching → failed',
  'dispatching → unsettled',
  'dispatched → succeeded',
  'dispatched → failed',
  'dispatched → timed_out',
  'dispatched → cancelled',
  'dispatched → unsettled',
  'unsettled → dispatched',
  'unsettled → settled',
  'settled → dispatched',
];

describe('a request', () => {
  const pairs = requestStatuses.flatMap((from) => requestStatuses.map((to) => [from, to] as const));

  it.each(pairs.filter(([from, to]) => legalRequestMoves.includes(`${from} → ${to}`)))(
    'may move from %s to %s, one revision on',
    (from, to) => {
      const moved = moveRequest(requestWith({ status: from }), to, { sendBy: T });
      expect(moved).toEqual(requestWith({ status: to, sendBy: T, revision: 4 }));
    },
  );

  it.each(pairs.filter(([from, to]) => from !== to && !legalRequestMoves.includes(`${from} → ${to}`)))(
    'cannot move from %s to %s',
    (from, to) => {
      expect(() => moveRequest(requestWith({ status: from }), to, {})).toThrow(
        `request 7K3M9P2Q cannot move from ${from} to ${to}`,
      );
    },
  );

  it.each(['pending', 'approved'] as const)('may take new facts while it stays %s', (status) => {
    expect(moveRequest(requestWith({ status }), status, {}).revision).toBe(4);
  });

  it.each(['denied', 'expired', 'withdrawn'] as const)('never changes once it is %s', (status) => {
    expect(requestMoves[status]).toEqual([]);
    expect(() => moveRequest(requestWith({ status }), status, {})).toThrow('cannot move');
  });
});

describe('a run', () => {
  const pairs = runStatuses.flatMap((from) => runStatuses.map((to) => [from, to] as const));

  it.each(pairs.filter(([from, to]) => legalRunMoves.includes(`${from} → ${to}`)))(
    'may move from %s to %s, one revision on',
    (from, to) => {
      expect(moveRun(runWith({ status: from }), to, { looks: 2 })).toEqual(
        runWith({ status: to, looks: 2, revision: 6 }),
      );
    },
  );

  it.each(pairs.filter(([from, to]) => from !== to && !legalRunMoves.includes(`${from} → ${to}`)))(
    'cannot move from %s to %s',
    (from, to) => {
      expect(() => moveRun(runWith({ status: from }), to, {})).toThrow(`run run-1 cannot move from ${from} to ${to}`);
    },
  );

  it('never changes once it is over, and is over just where nothing follows', () => {
    for (const status of runStatuses) {
      const run = runWith({ status });
      expect(isOver(run)).toBe(runMoves[status].length === 0);
      if (isOver(run)) expect(() => moveRun(run, status, {})).toThrow('cannot move');
      else expect(moveRun(run, status, {}).revision).toBe(6);
    }
  });
});

it('an event about a request names who did it; one about a run is Twokey’s own doing', () => {
  const happening = { kind: 'withdrawn' } as const;
  expect(requestEvent('R1', T, alice, happening)).toEqual({
    at: T,
    requestId: 'R1',
    runId: null,
    actor: alice,
    happening,
  });
  expect(runEvent(runWith(), T, happening)).toEqual({
    at: T,
    requestId: '7K3M9P2Q',
    runId: 'run-1',
    actor: null,
    happening,
  });
});
