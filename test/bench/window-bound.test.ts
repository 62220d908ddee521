import { windowBound } from '../../bench/window-bound';

const limits = [
  { calls: 100, windowMs: 6_000 },
  { calls: 150, windowMs: 60_000 },
];

it.each([
  { calls: 0, ms: 0 },
  { calls: 1, ms: 0 },
  { calls: 100, ms: 0 },
  { calls: 101, ms: 6_000 },
  { calls: 150, ms: 6_000 },
  { calls: 151, ms: 60_000 },
  { calls: 251, ms: 66_000 },
])('$calls calls take at least $ms ms where 100 fit into 6 s and 150 into a minute', ({ calls, ms }) => {
  expect(windowBound(calls, limits)).toBe(ms);
});

it('without a limit everything may be sent at once', () => {
  expect(windowBound(1_000, [])).toBe(0);
});
