import { cardPosted, type Opening, openRequest } from '../../src/domain/opening';
import { bindingText } from '../../src/domain/request';
import {
  alice,
  approvedWith,
  MACHINE_ID,
  MINUTE,
  machineWith,
  present,
  requestWith,
  runWith,
  SUBJECT,
  T,
  termsWith,
  users,
} from './builders';

const situation = { open: [], recent: [], isolatedSince: null, restrictedSince: null };
const opening: Opening = {
  id: 'R1',
  verb: 'isolate',
  parameter: 'full',
  comment: 'because',
  requestor: alice,
  channel: 'C1',
  thread: null,
  forMs: null,
  terms: termsWith(),
  policyHash: 'policy',
  againOf: null,
  targets: [{ runId: 'run-1', machine: machineWith(), situation, subject: null }],
};
const bindingOf = (facts: Partial<Opening>) =>
  present(openRequest({ ...opening, ...facts }, (text) => text, T, 'd-1').opened).request.binding;

it('a request opens with its runs waiting, and its clock not yet running', () => {
  const change = openRequest(opening, (text) => `#${text.length}`, T, 'd-1');
  expect(change.delivery).toBe('d-1');
  expect(present(change.opened).request).toMatchObject({
    status: 'pending',
    revision: 1,
    expiresAt: null,
    sendBy: null,
    openedAt: T,
  });
  expect(present(change.opened).runs).toEqual([runWith({ requestId: 'R1', revision: 1 })]);
  expect(change.events).toEqual([
    {
      at: T,
      requestId: 'R1',
      runId: null,
      actor: alice,
      happening: {
        kind: 'asked',
        verb: 'isolate',
        parameter: 'full',
        comment: 'because',
        machines: ['web-01.contoso.com'],
      },
    },
  ]);
});

it.each<[string, Partial<Opening>]>([
  ['the action', { verb: 'restrict' }],
  ['the parameter', { parameter: 'selective' }],
  ['the comment', { comment: 'because ' }],
  [
    'the machine',
    { targets: [{ runId: 'run-1', machine: machineWith({ id: 'b'.repeat(40) }), situation, subject: null }] },
  ],
  ['the subject', { targets: [{ runId: 'run-1', machine: machineWith(), situation, subject: SUBJECT }] }],
  ['the approvers', { terms: termsWith({ places: [users('U9')] }) }],
  ['the times', { terms: termsWith({ expiresInMs: 1 }) }],
])('a button is bound to %s', (_, facts) => {
  expect(bindingOf(facts)).not.toBe(bindingOf({}));
});

it('a button is bound to nothing that changes later', () => {
  expect(
    bindingOf({ targets: [{ runId: 'run-9', machine: machineWith({ risk: 'High' }), situation, subject: null }] }),
  ).toBe(bindingOf({}));
  expect(bindingText({ ...opening, subjects: [MACHINE_ID] })).toBe(bindingOf({}));
});

it('words cannot slip from one bound fact into the next', () => {
  const one = bindingText({ ...opening, parameter: 'a', comment: 'b","c', subjects: ['x'] });
  const other = bindingText({ ...opening, parameter: 'a","b', comment: 'c', subjects: ['x'] });
  expect(one).not.toBe(other);
});

describe('a posted card', () => {
  it('starts the clock of its request', () => {
    const change = cardPosted(requestWith({ expiresAt: null }), '1.2', T);
    expect(change.request).toMatchObject({ expiresAt: T + 30 * MINUTE, revision: 4 });
    expect(change.events).toMatchObject([{ happening: { kind: 'card-posted', channel: 'C0INCIDENT', ts: '1.2' } }]);
  });

  it.each([
    ['whose clock runs already', requestWith()],
    ['that was decided before', approvedWith({ expiresAt: null })],
  ])('changes nothing about a request %s', (_, request) => {
    const change = cardPosted(request, '1.2', T);
    expect(change.request).toBeUndefined();
    expect(change.events).toHaveLength(1);
  });
});

it('others are called some time after the card is posted, where the policy says so', () => {
  const terms = termsWith({ escalation: { afterMs: 10 * MINUTE, to: users('ULEAD') } });
  const change = cardPosted(requestWith({ terms, expiresAt: null }), 'ts', T);
  expect(change.request?.escalateAt).toBe(T + 10 * MINUTE);
  expect(cardPosted(requestWith({ expiresAt: null }), 'ts', T).request?.escalateAt).toBeNull();
});

it.each([
  ['a quarter of the time is left', 30 * MINUTE, 22.5 * MINUTE],
  ['a minute is left, of three', 3 * MINUTE, 2 * MINUTE],
  ['a minute has passed, of two', 2 * MINUTE, MINUTE],
  ['never, where neither can be', 2 * MINUTE - 1, null],
])('reminds whoever can approve it when %s', (_, expiresInMs, afterMs) => {
  const terms = termsWith({ expiresInMs });
  const change = cardPosted(requestWith({ terms, expiresAt: null }), 'ts', T);
  expect(change.request?.remindAt).toBe(afterMs === null ? null : T + afterMs);
  const without = cardPosted(requestWith({ terms: { ...terms, reminder: false }, expiresAt: null }), 'ts', T);
  expect(without.request?.remindAt).toBeNull();
});
