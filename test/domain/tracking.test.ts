import { foundAfterAll } from '../../src/domain/dispatching';
import type { MachineAction } from '../../src/domain/machine-action';
import { lookBackFrom, type Run } from '../../src/domain/run';
import {
  FOLLOW_FOR_MS,
  keepElder,
  type Look,
  nextLook,
  nextLookBack,
  track,
  twinComment,
  twinsOf,
} from '../../src/domain/tracking';
import { actionWith, DAY, dispatchedWith, HOUR, MINUTE, present, runWith, SECOND, SUBJECT, T } from './builders';

const PACE = 5 * SECOND;

describe('the next look', () => {
  it.each([
    ['right after the start', 0, 5 * SECOND],
    ['before the start, by another clock', -MINUTE, 5 * SECOND],
    ['after a minute', MINUTE, 5 * SECOND],
    ['after five minutes', 5 * MINUTE, 10 * SECOND],
    ['after an hour', HOUR, 2 * MINUTE],
    ['after five hours', 5 * HOUR, 10 * MINUTE],
    ['after three days', 3 * DAY, 10 * MINUTE],
  ])('%s comes after its age by thirty, within bounds', (_, ageMs, waitMs) => {
    expect(nextLook(T - ageMs, T, PACE)).toBe(T + waitMs);
  });

  it('falls on a whole millisecond', () => {
    expect(Number.isInteger(nextLook(T - 600_001, T, PACE))).toBe(true);
  });

  it('never comes faster than the pace', () => {
    expect(nextLook(T, T, HOUR)).toBe(T + HOUR);
  });
});

const changed = (look: Look) => {
  if (look.kind !== 'changed') throw new Error('nothing changed');
  const [run] = look.change.runs ?? [];
  const [event] = look.change.events;
  return { run: present(run), happening: present(event).happening };
};

describe('a look', () => {
  const NOW = T + 2 * MINUTE;
  const look = (facts: Partial<MachineAction> | null, run: Partial<Run> = {}, now = NOW) =>
    track(dispatchedWith(run), facts === null ? null : actionWith(facts), PACE, now);

  it.each([
    ['Succeeded', 'succeeded'],
    ['Failed', 'failed'],
    ['TimeOut', 'timed_out'],
    ['Cancelled', 'cancelled'],
  ] as const)('that finds %s ends the run as %s', (status, outcome) => {
    const { run, happening } = changed(
      look({ status, updatedAt: T + MINUTE, errorHResult: -5, cancellationComment: 'wrong one' }),
    );
    expect(run).toMatchObject({ status: outcome, defenderStatus: status, endedAt: T + MINUTE, trackAt: null });
    expect(happening).toEqual({
      kind: 'ended',
      machineActionId: 'ma-1',
      status,
      elapsedMs: MINUTE,
      errorHResult: -5,
      cancelledBy: status === 'Cancelled' ? 'wrong one' : null,
    });
  });

  it('that finds an end without its time takes the moment of the look', () => {
    const { run, happening } = changed(look({ status: 'Succeeded', updatedAt: null }));
    expect(run.endedAt).toBe(NOW);
    expect(happening).toMatchObject({ elapsedMs: 2 * MINUTE });
  });

  it('that finds a new status word tells it', () => {
    const { run, happening } = changed(look({ status: 'InProgress' }));
    expect(run).toMatchObject({ status: 'dispatched', defenderStatus: 'InProgress', trackAt: NOW + PACE });
    expect(happening).toEqual({ kind: 'status', machineActionId: 'ma-1', status: 'InProgress', elapsedMs: 2 * MINUTE });
  });

  it('that finds a new status word tells after how long by Defender’s own clock', () => {
    const { happening } = changed(look({ status: 'InProgress', updatedAt: T + SECOND }));
    expect(happening).toMatchObject({ kind: 'status', elapsedMs: SECOND });
  });

  it('that finds it pending again tells that too', () => {
    expect(changed(look({ status: 'Pending' }, { defenderStatus: 'InProgress' })).happening).toMatchObject({
      kind: 'status',
      status: 'Pending',
    });
  });

  it.each<[string, Partial<MachineAction> | null]>([
    ['the same status', { status: 'Pending' }],
    ['an unknown word', { status: 'Simmering' }],
    ['a word in another case', { status: 'succeeded' }],
    ['an empty word', { status: '' }],
    ['no row', null],
  ])('that finds %s only says when to look again', (_, facts) => {
    expect(look(facts)).toEqual({ kind: 'same', trackAt: NOW + PACE });
  });

  it('counts from now where nobody knows when it was created', () => {
    expect(look(null, { createdAt: null })).toEqual({ kind: 'same', trackAt: NOW + PACE });
  });

  it.each<[string, Partial<MachineAction> | null]>([
    ['it is still pending', { status: 'Pending' }],
    ['its row is missing', null],
    ['its word is unknown', { status: 'Simmering' }],
  ])('after three days and six hours gives it up from sight when %s', (_, facts) => {
    expect(FOLLOW_FOR_MS).toBe(3 * DAY + 6 * HOUR);
    expect(look(facts, {}, T + FOLLOW_FOR_MS)).toMatchObject({ kind: 'same' });
    const late = T + FOLLOW_FOR_MS + 1;
    const { run, happening } = changed(look(facts, {}, late));
    expect(run).toMatchObject({ status: 'unsettled', endedAt: late, trackAt: null, machineActionId: 'ma-1' });
    expect(happening).toEqual({ kind: 'unsettled', why: 'lost-sight' });
  });

  it('still sees an end, however late', () => {
    expect(changed(look({ status: 'TimeOut' }, {}, T + 4 * DAY)).run.status).toBe('timed_out');
  });
});

describe('a cancellation', () => {
  const cancelling = dispatchedWith({ verb: 'cancel', parameter: null, subject: SUBJECT, machineActionId: 'ma-9' });

  it.each([
    ['Cancelled', 'succeeded'],
    ['Succeeded', 'failed'],
    ['Failed', 'failed'],
    ['TimeOut', 'failed'],
  ])('of a Machine Action that ends as %s has %s', (status, outcome) => {
    const { run, happening } = changed(track(cancelling, actionWith({ id: 'ma-9', status }), PACE, T));
    expect(run).toMatchObject({ status: outcome, defenderStatus: status });
    expect(happening).toMatchObject({ kind: 'ended', status });
  });

  it('of a Machine Action that still runs is followed', () => {
    expect(track(cancelling, actionWith({ id: 'ma-9', status: 'Pending' }), PACE, T).kind).toBe('same');
  });
});

describe('twins', () => {
  const twin = actionWith({ id: 'ma-2', comment: '[twokey 7K3M9P2Q/2] x' });

  it('are the other Machine Actions with the mark of the run', () => {
    expect(twinsOf(dispatchedWith(), [actionWith(), twin, actionWith({ id: 'ma-3', comment: 'by hand' })])).toEqual([
      twin,
    ]);
  });

  it('cannot be told of what was adopted, or of a cancellation', () => {
    expect(twinsOf(dispatchedWith({ adoptedFrom: 'eve' }), [twin])).toEqual([]);
    expect(twinsOf(runWith({ subject: SUBJECT }), [twin])).toEqual([]);
  });

  it('are cancelled with words that are no mark', () => {
    expect(twinComment('7K3M9P2Q')).toBe('[twokey 7K3M9P2Q] twin of another Machine Action of the same request');
    expect(twinsOf(dispatchedWith(), [actionWith({ id: 'ma-2', comment: twinComment('7K3M9P2Q') })])).toEqual([]);
  });

  it('leave the elder to be followed, wherever the younger was found first', () => {
    const run = dispatchedWith({ machineActionId: 'ma-2', attempt: 2 });
    const elder = actionWith({ id: 'ma-1', createdAt: T - 9, comment: '[twokey 7K3M9P2Q/1] x' });
    const younger = { ...twin, createdAt: T - 1 };
    const change = keepElder(run, [younger, elder], T);
    expect(change?.runs).toEqual([expect.objectContaining({ machineActionId: 'ma-1', createdAt: T - 9, trackAt: T })]);
    expect(change?.events[0]?.happening).toEqual({ kind: 'twin-found', keptId: 'ma-1', twinId: 'ma-2' });
    expect(keepElder(run, [younger], T)).toBeNull();
    expect(keepElder(run, [elder], T)).toBeNull();
    expect(keepElder({ ...run, machineActionId: 'ma-1' }, [younger, elder], T)).toBeNull();
  });
});

describe('looking back', () => {
  it('is for runs of which an earlier call was given up as lost', () => {
    expect(lookBackFrom(dispatchedWith({ attempt: 1 }), T)).toBeNull();
    expect(lookBackFrom(dispatchedWith({ attempt: 2 }), T)).toBe(T);
    expect(lookBackFrom(runWith({ status: 'ready', attempt: 1 }), T)).toBe(T);
    expect(lookBackFrom(runWith({ status: 'ready', attempt: 0 }), T)).toBeNull();
    expect(lookBackFrom(dispatchedWith({ attempt: 2, adoptedFrom: 'eve' }), T)).toBeNull();
  });

  it('becomes rarer, and ends after a day', () => {
    const run = runWith({ status: 'unsettled', endedAt: T });
    expect(nextLookBack(run, PACE, T)).toBe(T + PACE);
    expect(nextLookBack(run, PACE, T + 3_600_000)).toBe(T + 3_600_000 + 120_000);
    expect(nextLookBack(run, PACE, T + 86_400_001)).toBeNull();
  });

  it('finds what an unsettled run had made after all', () => {
    const run = runWith({ status: 'unsettled', attempt: 1, endedAt: T - 5 });
    const change = foundAfterAll(run, [actionWith({ comment: '[twokey 7K3M9P2Q/1] x' })], T);
    expect(change?.runs).toEqual([
      expect.objectContaining({ status: 'dispatched', machineActionId: 'ma-1', endedAt: null }),
    ]);
    expect(foundAfterAll(run, [], T)).toBeNull();
    expect(foundAfterAll(dispatchedWith(), [actionWith()], T)).toBeNull();
  });
});
