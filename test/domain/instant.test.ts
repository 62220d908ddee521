import { spellDuration } from '../../src/domain/instant';
import { DAY, HOUR, MINUTE, SECOND } from './builders';

it.each([
  [0, '0 s'],
  [-5 * SECOND, '0 s'],
  [499, '0 s'],
  [500, '1 s'],
  [12 * SECOND, '12 s'],
  [59_600, '1 min'],
  [3 * MINUTE + 5 * SECOND, '3 min 5 s'],
  [3 * MINUTE, '3 min'],
  [HOUR - 500, '1 h'],
  [2 * HOUR + 10 * MINUTE + 59 * SECOND, '2 h 10 min'],
  [2 * HOUR + 59 * SECOND, '2 h'],
  [DAY, '1 d'],
  [3 * DAY + 6 * HOUR, '3 d 6 h'],
  [3 * DAY + 59 * MINUTE, '3 d'],
])('%d ms is spelled “%s”', (ms, words) => {
  expect(spellDuration(ms)).toBe(words);
});
