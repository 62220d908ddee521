import { isBlank, tidyComment } from '../../src/domain/comment';

it.each([
  ['', true],
  [' \t\r\n', true],
  ['\u00a0\u3000\u2003', true],
  ['\u200b\u200c\u200d\u2060\ufeff', true],
  ['\u202a\u202e\u2066\u2069\u200e\u200f\u061c', true],
  ['\u0000\u0007\u001b\u007f\u0085', true],
  ['\u2800', true],
  ['\u3164\uffa0\u115f\u1160', true],
  ['\u00ad\u034f', true],
  ['\ufe0f\u{e0100}', true],
  ['\u{e0061}\u{e007f}', true],
  ['.', false],
  ['\u200bx\u200b', false],
  ['👍', false],
  ['<!channel>', false],
  ['ok', false],
] as const)('%j is blank: %j', (comment, blank) => {
  expect(isBlank(comment)).toBe(blank);
});

it.each([
  ['  ends go  ', 'ends go'],
  ['a\r\nb\rc', 'a\nb\nc'],
  ['tab\tand\nline stay', 'tab\tand\nline stay'],
  ['nul\u0000bell\u0007esc\u001b[0m', 'nulbellesc[0m'],
  ['half \ud800 a character', 'half \ufffd a character'],
  ['“quotes” <@U1> &amp; :fire: \u202eabc\u202c 👩‍💻', '“quotes” <@U1> &amp; :fire: \u202eabc\u202c 👩‍💻'],
])('%j is kept as %j', (typed, kept) => {
  expect(tidyComment(typed)).toBe(kept);
  expect(tidyComment(kept)).toBe(kept);
});
