import { buildMachine } from '../../simulator/defender/machine-record';
import { judgeSeveral, type SeveralSeen } from '../../torture/judge-several';

const machines = ['1', '2'].map((digit) =>
  buildMachine({ id: digit.repeat(40), computerDnsName: `web-0${digit}.contoso.example` }, 0),
);
const actionOn = (digit: string, facts: Partial<SeveralSeen['actions'][number]> = {}) => ({
  id: `ma-${digit}`,
  status: 'Succeeded',
  machineId: digit.repeat(40),
  ...facts,
});
const progress = (first: string, second: string, counts = '2 succeeded') =>
  `Restrict app execution, 2 machines: ${counts}. As of 9:00.\n• web-01.contoso.example: ${first}\n• web-02.contoso.example: ${second}`;
const done = ['Succeeded, Machine Action ma-1, at 9:00', 'Succeeded, Machine Action ma-2, at 9:00'] as const;
const summed = 'All 2 machines have come to their end: 2 succeeded. Asked by Rosa Diaz';

const seen = (thread: readonly string[], actions = [actionOn('1'), actionOn('2')], state = '2 succeeded.') =>
  judgeSeveral({ cards: [{ state, thread }], actions }, machines).map(({ kind }) => kind);

it('has nothing to complain of where each machine has its one action, and all is told', () => {
  expect(seen([progress(...done), summed])).toEqual([]);
});

it.each<[string, string, readonly string[], Parameters<typeof seen>[1], string | undefined]>([
  ['lost', 'of one machine there is nothing', [progress(...done), summed], [actionOn('1')], undefined],
  [
    'lost',
    'one machine is not at its end',
    [progress(...done), summed],
    [actionOn('1'), actionOn('2', { status: 'Pending' })],
    undefined,
  ],
  [
    'doubled',
    'one machine has two',
    [progress(...done), summed],
    [actionOn('1'), actionOn('2'), actionOn('2', { id: 'ma-3' })],
    undefined,
  ],
  ['untold', 'a line says nothing of the end', [progress(done[0], 'being sent'), summed], undefined, undefined],
  ['untold', 'it is not summed up', [progress(...done)], undefined, undefined],
  ['untrue', 'it is summed up twice', [progress(...done), summed, summed], undefined, undefined],
  [
    'untrue',
    'the sum is wrong',
    [progress(...done), summed.replace('2 succeeded', '1 succeeded')],
    undefined,
    '1 succeeded.',
  ],
  ['untrue', 'the card shows something else', [progress(...done), summed], undefined, '1 succeeded, 1 running.'],
  [
    'untrue',
    'a message of progress stays behind unmarked',
    [progress('being sent', 'being sent', '2 being sent'), progress(...done), summed],
    undefined,
    undefined,
  ],
])('calls it %s where %s', (kind, _, thread, actions, state) => {
  expect(seen(thread, actions, state)).toContain(kind);
});

it('lets a message of progress stay behind that says of when it is, beside one that is marked as said again', () => {
  const marked = progress(...done).replace('9:00.', '9:01. (said again: Slack did not confirm the first)');
  expect(seen([progress('being sent', 'being sent', '2 being sent'), marked, summed])).toEqual([]);
});

it('takes a machine of which nothing was sent for told, where its line says so', () => {
  const thread = [
    progress(done[0], 'Not sent: it could not be sent in time', '1 succeeded, 1 not sent'),
    summed.replace('2 succeeded', '1 succeeded, 1 not sent'),
  ];
  expect(seen(thread, [actionOn('1')], '1 succeeded, 1 not sent.')).toEqual([]);
});
