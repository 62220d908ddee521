import { nameDistance, slipsAllowed } from '../../src/store/near-name';

test.each([
  ['web', 'web', 0],
  ['wbe', 'web', 1],
  ['we', 'web', 1],
  ['webb', 'web', 1],
  ['wab', 'web', 1],
  ['', 'web', 3],
  ['kitten', 'sitting', 3],
])('%s is as far from %s as %d slips', (a, b, distance) => {
  expect(nameDistance(a, b)).toBe(distance);
  expect(nameDistance(b, a)).toBe(distance);
});

test('longer names forgive more slips', () => {
  expect([1, 7, 8, 12, 40].map(slipsAllowed)).toEqual([1, 2, 2, 3, 3]);
});
