import { isFinal, isKnownStatus, situationOf } from '../../src/domain/machine-action';
import { foreignWith, MINUTE, T } from './builders';

it.each([
  ['Pending', true, false],
  ['InProgress', true, false],
  ['Succeeded', true, true],
  ['Failed', true, true],
  ['TimeOut', true, true],
  ['Cancelled', true, true],
  ['Canceled', false, false],
  ['Simmering', false, false],
  ['', false, false],
])('the word %j is known: %j, and an end: %j', (status, known, final) => {
  expect(isKnownStatus(status)).toBe(known);
  expect(isFinal(foreignWith({ status }))).toBe(final);
});

const past = (minutes: number, type: string, status = 'Succeeded') =>
  foreignWith({
    id: `${type} ${minutes}`,
    type,
    status,
    createdAt: T - minutes * MINUTE,
    updatedAt: T - minutes * MINUTE + 5,
  });

it('the situation is what is open, newest first, and the last three that are over', () => {
  const open = [past(9, 'Unisolate', 'Pending'), past(2, 'RunAntiVirusScan', 'Simmering')];
  const over = [5, 4, 3, 6].map((minutes) => past(minutes, 'RunAntiVirusScan'));
  const situation = situationOf([...open, ...over]);
  expect(situation.open.map(({ id }) => id)).toEqual(['RunAntiVirusScan 2', 'Unisolate 9']);
  expect(situation.recent.map(({ id }) => id)).toEqual([
    'RunAntiVirusScan 3',
    'RunAntiVirusScan 4',
    'RunAntiVirusScan 5',
  ]);
});

it.each([
  ['no action', [], null],
  ['an isolation that succeeded', [past(9, 'Isolate')], T - 9 * MINUTE + 5],
  ['a release after it', [past(9, 'Isolate'), past(3, 'Unisolate')], null],
  ['a release before it', [past(9, 'Unisolate'), past(3, 'Isolate')], T - 3 * MINUTE + 5],
  ['a release that failed', [past(9, 'Isolate'), past(3, 'Unisolate', 'Failed')], T - 9 * MINUTE + 5],
  ['an isolation that is pending', [past(3, 'Isolate', 'Pending')], null],
])('after %s the machine is isolated since %j', (_, actions, since) => {
  expect(situationOf(actions).isolatedSince).toBe(since);
});

it('a restriction is told in the same way', () => {
  expect(situationOf([past(4, 'RestrictCodeExecution')]).restrictedSince).toBe(T - 4 * MINUTE + 5);
  expect(
    situationOf([past(4, 'RestrictCodeExecution'), past(1, 'UnrestrictCodeExecution')]).restrictedSince,
  ).toBeNull();
});
