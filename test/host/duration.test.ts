import { parseDuration } from '../../src/host/duration';

it.each([
  ['250ms', 250],
  ['30s', 30_000],
  ['15m', 900_000],
  [' 1.5 h ', 5_400_000],
  ['366d', 31_622_400_000],
  ['367d', null],
  ['0m', null],
  ['0.0001ms', null],
  ['-5s', null],
  ['5', null],
  ['5S', null],
  ['1m30s', null],
  ['', null],
  ['1e3s', null],
  [`${'9'.repeat(400)}ms`, null],
])('%.20j is %j ms', (text, ms) => {
  expect(parseDuration(text)).toBe(ms);
});
