import * as fc from 'fast-check';
import { isGlobMatch } from '../../src/domain/glob';

it.each([
  ['dc-*', 'dc-01', true],
  ['dc-*', 'DC-', true],
  ['dc-*', 'adc-01', false],
  ['*', '', true],
  ['', '', true],
  ['', 'a', false],
  ['**-01', 'dc-01', true],
  ['*-01*', 'dc-01-01-x', true],
  ['*-01', 'dc-01-02', false],
  ['a*b*c', 'abxbxc', true],
  ['a*b*c', 'abxbx', false],
  ['😀*', '😀x', true],
  ['?', '', false],
  ['?', '😀', true],
  ['dc-??', 'dc-01', true],
  ['dc-??', 'dc-001', false],
  ['a.b', 'axb', false],
  ['(a+)[b]{c}^$|\\', '(a+)[b]{c}^$|\\', true],
  ['tier-0', 'tier-0 ', false],
  ['*line*', 'two\nline\nnames', true],
  ['größe-*', 'GRÖSSE-1', false],
  ['grösse-*', 'GRÖSSE-1', true],
])('the pattern %j on %j: %j', (pattern, text, matches) => {
  expect(isGlobMatch(pattern, text)).toBe(matches);
});

it('a pattern of many stars takes no more time than its length', () => {
  const before = process.cpuUsage().user;
  expect(isGlobMatch(`${'*a'.repeat(50)}*b`, 'a'.repeat(5_000))).toBe(false);
  expect(process.cpuUsage().user - before).toBeLessThan(2_000_000);
});

it('agrees with a regular expression of the same meaning', () => {
  const letters = fc.string({ unit: fc.constantFrom('a', 'B', 'b', '-', '.', '*', '?'), maxLength: 8 });
  const meaning = (pattern: string) =>
    new RegExp(`^${pattern.replaceAll('.', '\\.').replaceAll('*', '.*').replaceAll('?', '.')}$`, 'isu');
  fc.assert(
    fc.property(letters, letters, (pattern, text) => {
      expect(isGlobMatch(pattern, text)).toBe(meaning(pattern).test(text));
    }),
    { numRuns: 5_000 },
  );
});
