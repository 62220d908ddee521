import { actions, isVerb, type Verb } from '../../src/domain/catalogue';
import { parseCommand } from '../../src/domain/command';
import {
  canBeForATime,
  parseWantedFor,
  refuseWantedFor,
  spellWantedFor,
  typedWantedFor,
} from '../../src/domain/wanted-for';
import { HOUR, MINUTE } from './builders';

const DAY = 24 * HOUR;

it('is for what contains a machine and can be undone, and for nothing else', () => {
  const verbs = actions.map(({ verb }) => verb).filter(isVerb);
  expect(verbs.filter(canBeForATime)).toEqual(['isolate', 'restrict']);
});

it.each<[string, number | null, string, string]>([
  ['5m', 5 * MINUTE, '5m', '5 minutes'],
  ['60m', HOUR, '1h', '1 hour'],
  ['90m', 90 * MINUTE, '90m', '90 minutes'],
  ['4H', 4 * HOUR, '4h', '4 hours'],
  ['24h', DAY, '1d', '1 day'],
  ['3d', 3 * DAY, '3d', '3 days'],
])('%s is a time, and is spelled by its largest unit', (word, ms, typed, spelled) => {
  expect(parseWantedFor(word)).toBe(ms);
  expect(typedWantedFor(ms ?? 0)).toBe(typed);
  expect(spellWantedFor(ms ?? 0)).toBe(spelled);
});

it.each(['', '4', 'h', '4 h', '4hours', '-4h', '4.5h', '30s', '1234567h', '4h,'])('“%s” is no time', (word) => {
  expect(parseWantedFor(word)).toBeNull();
});

it.each<[Verb, number | null, string | null]>([
  ['isolate', null, null],
  ['isolate', 5 * MINUTE, null],
  ['isolate', 7 * DAY, null],
  ['restrict', 30 * DAY, null],
  ['scan', 40 * DAY, null],
  ['restrict', 4 * MINUTE, 'A time of 4 minutes cannot be asked for: it takes at least 5 minutes and at most 30 days.'],
  ['restrict', 31 * DAY, 'A time of 31 days cannot be asked for: it takes at least 5 minutes and at most 30 days.'],
  [
    'isolate',
    8 * DAY,
    'A time of 8 days cannot be asked for: it takes at least 5 minutes and at most 7 days, when Defender lifts it by itself.',
  ],
])('%s for %s ms is answered with %s', (verb, forMs, says) => {
  expect(refuseWantedFor(verb, forMs)?.says ?? null).toBe(says);
});

it('is refused as it is typed, before anybody is bothered', () => {
  const { kind, ...answer } = parseCommand('isolate web-01 for 2m because');
  expect(kind).toBe('refused');
  expect(answer).toMatchObject({ refusal: { code: 'time-out-of-range' } });
});
