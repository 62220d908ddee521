import type { MachineAction } from '../../src/domain/machine-action';
import { attemptOf, commentFor, isOwnAnswer, madeBy, markedRequest, markOf, requestIn } from '../../src/domain/mark';
import { actionWith, bob, carol, dave, machineWith, requestWith, reviewBy, runWith, SUBJECT, T } from './builders';

it('the comment is the mark, the words unchanged, and the names on a line of their own', () => {
  const request = requestWith({ comment: 'line one\n“two” & <three> \u202eאבג' });
  const reviews = [reviewBy(bob), reviewBy(dave, { decision: 'denied' }), reviewBy(carol)];
  const run = runWith({ attempt: 2 });
  expect(commentFor({ request, runs: [run], reviews }, run)).toBe(
    '[twokey 7K3M9P2Q/2] line one\n“two” & <three> \u202eאבג\n' +
      'Requested by Alice Able (UALICE); approved by Bob Baker (UBOB), Carol Cole (UCAROL)',
  );
});

it('the mark names the request and the attempt', () => {
  expect(markOf('7K3M9P2Q', 12)).toBe('[twokey 7K3M9P2Q/12]');
});

describe('of a request for several machines', () => {
  const [a, b] = ['A', 'b'].map((letter) => letter.repeat(40)) as [string, string];
  const runs = [a, b].map((id) => runWith({ id, attempt: 1, machine: machineWith({ id }) }));
  const marks = runs.map((run) => commentFor({ request: requestWith(), runs, reviews: [] }, run));
  const made = (which: number, facts: Partial<MachineAction>) =>
    actionWith({ comment: marks[which] ?? null, ...facts });

  it('the mark names the machine', () => {
    expect(marks.map((words) => words.split(' beaconing')[0])).toEqual([
      `[twokey 7K3M9P2Q/1 ${a.toLowerCase()}]`,
      `[twokey 7K3M9P2Q/1 ${b}]`,
    ]);
  });

  it.each([
    ['while Defender does not say which machine it is on', null],
    ['in whatever case Defender spells the machine', 'own'],
  ])('a Machine Action is of its own run and of no other, %s', (_, machineId) => {
    for (const [at, run] of runs.entries()) {
      const own = made(at, { machineId: machineId === null ? null : run.machine.id.toUpperCase() });
      expect(runs.map((one) => attemptOf(one, own))).toEqual(runs.map((one) => (one === run ? 1 : null)));
      expect(runs.map((one) => isOwnAnswer(one, own))).toEqual(runs.map((one) => one === run));
    }
  });

  it('a mark that names one machine on a Machine Action on another is nobody’s', () => {
    expect(runs.map((run) => attemptOf(run, made(0, { machineId: b })))).toEqual([null, null]);
  });

  it('all of them name the request', () => {
    expect(marks.map(requestIn)).toEqual(['7K3M9P2Q', '7K3M9P2Q']);
    expect(marks.map((words) => markedRequest(actionWith({ comment: words })))).toEqual(['7K3M9P2Q', '7K3M9P2Q']);
  });
});

const cancelling = runWith({ verb: 'cancel', parameter: null, subject: SUBJECT });
const comment = (text: string | null) => actionWith({ comment: text });

it.each<[string, number | null, MachineAction]>([
  ['with its mark', 1, actionWith()],
  ['with the mark of a later attempt', 12, comment('[twokey 7K3M9P2Q/12] x')],
  ['while its machine is not filled in', 1, actionWith({ machineId: null })],
  ['with its machine in capitals', 1, actionWith({ machineId: 'A'.repeat(40) })],
  ['without a comment', null, comment(null)],
  ['with the mark further back', null, comment('x [twokey 7K3M9P2Q/1]')],
  ['with the mark of another request', null, comment('[twokey 7K3M9P2R/1] x')],
  ['with the mark of a longer id', null, comment('[twokey 7K3M9P2QX/1] x')],
  ['with a mark without an attempt', null, comment('[twokey 7K3M9P2Q] twin')],
  ['with half a mark', null, comment('[twokey 7K3M9P2Q/1')],
  ['with its mark on another machine', null, actionWith({ machineId: 'b'.repeat(40) })],
  ['with its mark and another type', null, actionWith({ type: 'Unisolate' })],
])('a Machine Action %s counts as attempt %j', (_, attempt, action) => {
  expect(attemptOf(runWith(), action)).toBe(attempt);
});

it.each<[string, Partial<MachineAction>, number | null]>([
  ['by the comment of the cancellation', { id: 'ma-9', cancellationComment: '[twokey 7K3M9P2Q/3] x' }, 3],
  ['not by the comment of the action itself', { id: 'ma-9', comment: '[twokey 7K3M9P2Q/3] x' }, null],
  ['not on another Machine Action', { id: 'ma-8', cancellationComment: '[twokey 7K3M9P2Q/3] x' }, null],
])('a cancellation is recognised %s', (_, facts, attempt) => {
  expect(attemptOf(cancelling, actionWith(facts))).toBe(attempt);
});

it('what a run made comes eldest first, and by attempt where Defender does not say when', () => {
  const [first, second, third] = [
    actionWith({ id: 'a', createdAt: T, comment: '[twokey 7K3M9P2Q/2]' }),
    actionWith({ id: 'b', createdAt: T, comment: '[twokey 7K3M9P2Q/3]' }),
    actionWith({ id: 'c', createdAt: T + 1, comment: '[twokey 7K3M9P2Q/1]' }),
  ];
  const other = actionWith({ id: 'd', comment: 'by hand' });
  expect(
    madeBy(
      runWith(),
      [third, other, second, first].filter((one) => one !== undefined),
    ),
  ).toEqual([first, second, third]);
});

it.each<[string, boolean, Partial<MachineAction>]>([
  ['with our mark', true, {}],
  ['with our mark under a type that we do not know', true, { type: 'IsolateV2' }],
  ['whose comment is not filled in yet', true, { comment: null }],
  ['with another comment', false, { comment: 'by hand' }],
  ['with an empty comment', false, { comment: '' }],
])('that an answer %s is ours: %j', (_, isOurs, facts) => {
  expect(isOwnAnswer(runWith(), actionWith(facts))).toBe(isOurs);
  expect(isOwnAnswer(cancelling, actionWith(facts))).toBe(true);
});
