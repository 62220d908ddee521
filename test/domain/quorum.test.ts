import { filledPlaces, neededPlaces, openPlaces } from '../../src/domain/quorum';

// Places by index: 0 and 1 are the ordinary approvers', 2 the leads'.
it.each([
  ['nobody fills nothing', [], 3, 0, [0, 1, 2]],
  ['one person fills one place, however many they could fill', [[0, 1, 2]], 3, 1, [0, 1, 2]],
  [
    'two ordinary approvers leave the lead’s place open',
    [
      [0, 1],
      [0, 1],
    ],
    3,
    2,
    [2],
  ],
  [
    'a third ordinary approver changes nothing',
    [
      [0, 1],
      [0, 1],
      [0, 1],
    ],
    3,
    2,
    [2],
  ],
  ['a lead leaves the ordinary places open', [[2]], 3, 1, [0, 1]],
  ['somebody who is both makes way for one who is a lead only', [[0, 2], [2]], 3, 2, [1]],
  [
    'somebody who is both makes way for one who is ordinary only',
    [
      [0, 1, 2],
      [0, 1],
      [0, 1],
    ],
    3,
    3,
    [],
  ],
  ['a chain of people makes way', [[0, 1], [1, 2], [0]], 3, 3, []],
  ['somebody who fits nowhere fills nothing', [[]], 1, 0, [0]],
] as const)('%s', (_, approvals, count, filled, open) => {
  expect(filledPlaces(approvals)).toBe(filled);
  expect(openPlaces(approvals, count)).toEqual(open);
});

it('does not depend on the order in which people came', () => {
  const people = [[0, 1], [1, 2], [0], [2]];
  const orders = people.flatMap((a) =>
    people.flatMap((b) => people.flatMap((c) => people.map((d) => [...new Set([a, b, c, d])]))),
  );
  for (const order of orders.filter((one) => one.length === 4)) expect(filledPlaces(order)).toBe(3);
});

it.each([
  ['all, where nobody has approved', [], [0, 1, 2]],
  ['one of two equal places, where one is filled', [[0, 1]], [0, 2]],
  ['as many as are missing, where somebody fits everywhere', [[0, 1, 2]], [0, 1]],
  ['none, where all are filled', [[0], [1], [2]], []],
] as const)('the places that are needed are %s', (_, approvals, needed) => {
  expect(neededPlaces(approvals, 3)).toEqual(needed);
});
