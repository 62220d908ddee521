import { runsToAskAgain } from '../../src/domain/asking-again';
import { giveUpSending } from '../../src/domain/giving-up';
import { parseCommand } from '../../src/domain/command';
import { isRefusal } from '../../src/domain/refusal';
import { type Dossier, review, withdraw } from '../../src/domain/reviewing';
import type { Run } from '../../src/domain/run';
import { type SettlingWay, settleByHand } from '../../src/domain/settling';
import { summarize } from '../../src/domain/summary';
import {
  actionWith,
  alice,
  approvedWith,
  bob,
  dossierWith,
  faultWith,
  machineWith,
  present,
  requestWith,
  reviewBy,
  runWith,
  T,
  termsWith,
} from './builders';

const on = (number: number, facts: Partial<Run> = {}): Run =>
  runWith({
    id: `run-${number}`,
    machine: machineWith({ id: String(number).repeat(40), name: `web-${number}.contoso.com` }),
    ...facts,
  });
const several = (runs: readonly Run[], request = approvedWith({ summary: 'due' })): Dossier =>
  dossierWith({ request, runs, reviews: [reviewBy(bob)] });

const change = <C extends object>(made: C | null) => {
  const told = present(made);
  if (isRefusal(told)) throw new Error(told.code);
  return told as Exclude<C, { readonly code: string }>;
};

it('the last approval of a request for several machines makes its summary due', () => {
  const click = {
    person: bob,
    decision: 'approved' as const,
    words: null,
    memberships: new Map(),
    todaysTerms: termsWith(),
    todaysRefusal: null,
    policyHash: 'policy',
    arrivedAt: T,
  };
  const made = (runs: readonly Run[]) => review(dossierWith({ request: requestWith(), runs }), click, T, 'd');
  expect(change(made([on(1), on(2)])).request?.summary).toBe('due');
  expect(change(made([on(1)])).request?.summary).toBeNull();
});

describe('what is given up', () => {
  it('of some ends those, tells them in one event, and leaves the request and the others as they are', () => {
    const given = change(
      giveUpSending(
        several([on(1, { status: 'dispatched' }), on(2, { status: 'ready' }), on(3, { status: 'ready' })]),
        { reason: 'stricter', words: 'why' },
        T,
      ),
    );
    expect(given.request).toBeUndefined();
    expect(given.runs).toMatchObject([
      { id: 'run-2', status: 'not_sent', trouble: 'stricter' },
      { id: 'run-3', status: 'not_sent', trouble: 'stricter' },
    ]);
    expect(given.events).toMatchObject([
      {
        runId: null,
        happening: { kind: 'not-sent', reason: 'stricter', machines: ['web-2.contoso.com', 'web-3.contoso.com'] },
      },
    ]);
  });

  it('of the rest, when nothing was sent at all, ends the request, and no summary follows', () => {
    const given = giveUpSending(
      several([on(1, { status: 'not_sent' }), on(2, { status: 'ready' })]),
      { reason: 'send-by', words: null },
      T,
    );
    expect(given?.request).toMatchObject({ status: 'expired', summary: 'told' });
  });

  it('in a rehearsal leaves the request approved, and no summary follows', () => {
    const given = giveUpSending(
      several([on(1, { status: 'ready' }), on(2, { status: 'ready' })]),
      { reason: 'rehearsal', words: null },
      T,
    );
    expect(given?.request).toMatchObject({ status: 'approved', summary: 'told' });
  });
});

describe('a withdrawal', () => {
  it('after some were claimed takes back only what was not sent', () => {
    const made = change(
      withdraw(several([on(1, { status: 'dispatching' }), on(2, { status: 'ready' })]), alice, T, 'd'),
    );
    expect(made.request).toBeUndefined();
    expect(made.runs).toMatchObject([{ id: 'run-2', status: 'not_sent', trouble: 'withdrawn' }]);
    expect(made.events).toMatchObject([
      { actor: alice, happening: { kind: 'not-sent', reason: 'withdrawn', machines: ['web-2.contoso.com'] } },
    ]);
  });

  it('of all takes back the request, and no summary follows', () => {
    const made = change(withdraw(several([on(1, { status: 'ready' }), on(2, { status: 'ready' })]), alice, T, 'd'));
    expect(made.request).toMatchObject({ status: 'withdrawn', summary: 'told' });
  });

  it('comes too late when all were claimed', () => {
    const runs = [on(1, { status: 'dispatching' }), on(2, { status: 'dispatched' })];
    expect(withdraw(several(runs), alice, T, 'd')).toMatchObject({ code: 'already-sent' });
  });
});

describe('the summary', () => {
  const ended = [
    on(10, { status: 'succeeded', machineActionId: 'ma-1' }),
    on(2, { status: 'failed', fault: faultWith({ says: 'no' }) }),
    on(3, { status: 'not_sent', trouble: 'stricter' }),
    on(4, { status: 'unsettled' }),
  ];

  it('says of every machine how it ended and why, by name, and is told once', () => {
    const made = change(summarize(several(ended), T));
    expect(made.request).toMatchObject({ status: 'approved', summary: 'told' });
    expect(made.events.map(({ happening }) => happening)).toEqual([
      {
        kind: 'summary',
        outcomes: [
          { machine: 'web-2.contoso.com', status: 'failed', machineActionId: null, because: 'no' },
          { machine: 'web-3.contoso.com', status: 'not_sent', machineActionId: null, because: 'stricter' },
          { machine: 'web-4.contoso.com', status: 'unsettled', machineActionId: null, because: null },
          { machine: 'web-10.contoso.com', status: 'succeeded', machineActionId: 'ma-1', because: null },
        ],
      },
    ]);
    expect(summarize(several(ended, made.request), T)).toBeNull();
  });

  it.each(['waiting', 'ready', 'dispatching', 'dispatched'] as const)('waits for what is %s', (status) => {
    expect(summarize(several([...ended, on(5, { status })]), T)).toBeNull();
  });

  it('is not told of one machine', () => {
    expect(summarize(several([on(1, { status: 'failed' })], approvedWith()), T)).toBeNull();
  });

  it('leads to asking again for just those that did not come to what was asked', () => {
    expect(runsToAskAgain(several(ended)).map(({ id }) => id)).toEqual(['run-2', 'run-3']);
    expect(runsToAskAgain(several([...ended, on(5, { status: 'dispatched' })]))).toEqual([]);
  });
});

describe('of several that are unsettled', () => {
  const runs = [on(1, { status: 'unsettled' }), on(2, { status: 'unsettled' }), on(3, { status: 'succeeded' })];
  const settle = (way: SettlingWay, machine: string | null) =>
    settleByHand(
      several(runs),
      { person: bob, memberships: new Map(), todaysTerms: termsWith(), way, machine, words: 'looked', policyHash: 'p' },
      T,
      'd',
    );

  it.each(['web-2', 'WEB-2.contoso.com', '2'.repeat(40)])('one is settled by its name: %s', (name) => {
    expect(change(settle({ as: 'happened' }, name)).runs).toMatchObject([{ id: 'run-2', status: 'settled' }]);
  });

  it('none is settled by a word alone, and all are named', () => {
    expect(settle({ as: 'happened' }, null)).toMatchObject({
      code: 'which-machine',
      says: 'What became of 2 machines of request 7K3M9P2Q is not known: web-1.contoso.com and web-2.contoso.com.',
    });
  });

  it('none is settled by the name of one that is not', () => {
    expect(settle({ as: 'happened' }, 'web-3')).toMatchObject({ code: 'not-unsettled-there' });
  });

  it('the one is settled that a Machine Action is on', () => {
    const action = actionWith({ machineId: '2'.repeat(40), comment: `[twokey 7K3M9P2Q/1 ${'2'.repeat(40)}] x` });
    expect(change(settle({ action }, null)).runs).toMatchObject([{ id: 'run-2', status: 'dispatched' }]);
    expect(settle({ action }, 'web-1')).toMatchObject({ code: 'not-its-action' });
  });
});

it.each([
  ['settle k7 happened seen it', { machine: null, way: 'happened', words: 'seen it' }],
  ['settle k7 web-2 happened seen it', { machine: 'web-2', way: 'happened', words: 'seen it' }],
  ['settle k7 "web-2" Did-Not-Happen', { machine: 'web-2', way: 'did-not-happen', words: '' }],
  ['settle k7 maybe it did', { machine: null, way: 'maybe', words: 'it did' }],
])('%j names the machine only where a way follows it', (text, said) => {
  expect(parseCommand(text)).toEqual({ kind: 'settle', requestId: 'K7', ...said });
});
