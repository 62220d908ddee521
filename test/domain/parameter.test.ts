import { isRefusal } from '../../src/domain/refusal';
import { fileOf, settleParameter, wireParameter } from '../../src/domain/parameter';

const SHA1 = 'da39a3ee5e6b4b0d3255bfef95601890afd80709';

const settled = (...asked: Parameters<typeof settleParameter>): string | null => {
  const word = settleParameter(...asked);
  return word !== null && typeof word !== 'string' ? word.code : word;
};

it.each([
  ['isolate', null, 'full'],
  ['isolate', 'Selective', 'selective'],
  ['isolate', 'nonsense', 'full'],
  ['release', 'full', null],
  ['quarantine', ` ${SHA1.toUpperCase()} `, SHA1],
  ['quarantine', null, 'no-sha1'],
  ['quarantine', ' ', 'no-sha1'],
  ['quarantine', SHA1.slice(1), 'not-a-sha1'],
  ['quarantine', `${SHA1}0`, 'not-a-sha1'],
  ['quarantine', 'malware.exe', 'not-a-sha1'],
] as const)('the parameter of %s, given %j, is kept as %s', (verb, given, kept) => {
  expect(settled(verb, given)).toBe(kept);
});

it('a refused hash is told in few words, however long it is', () => {
  const refusal = settleParameter('quarantine', 'x'.repeat(3_000));
  if (refusal === null || typeof refusal === 'string' || !isRefusal(refusal)) throw new Error('not refused');
  expect(refusal.says.length).toBeLessThan(200);
});

it.each([
  ['isolate', 'selective', { key: 'IsolationType', value: 'Selective' }],
  ['quarantine', SHA1, { key: 'Sha1', value: SHA1 }],
  ['restrict', null, null],
] as const)('Defender is sent for %s with %s: %j', (verb, word, wire) => {
  expect(wireParameter(verb, word)).toEqual(wire);
});

it.each([
  ['quarantine', SHA1, SHA1],
  ['isolate', 'full', null],
] as const)('the file of %s with %s is %s', (verb, word, file) => {
  expect(fileOf(verb, word)).toBe(file);
});
