import { isGlobMatch } from '../../src/domain/glob';

it.each([
  ['dc-*', 'dc-01', true],
  ['dc-*', 'DC-', true],
  ['dc-*', 'adc-01', false],
  ['*', '', true],
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
