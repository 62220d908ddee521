import { canonicalJson } from '../../../src/store/rows/canonical-json';

test.each([
  [{ b: 1, a: { d: [3, { y: 1, x: 2 }], c: null } }, '{"a":{"c":null,"d":[3,{"x":2,"y":1}]},"b":1}'],
  [{ a: undefined, b: '“ü” 👍\n' }, '{"b":"“ü” 👍\\n"}'],
  [[1.5, true, 'x', undefined], '[1.5,true,"x",null]'],
  [{ 9: 'a', 10: 'b', '-': 'c' }, '{"-":"c","10":"b","9":"a"}'],
  ['half a \ud83d pair', '"half a \ufffd pair"'],
])('%j has one text', (value, text) => {
  expect(canonicalJson(value)).toBe(text);
});

test('a number that JSON cannot hold is refused', () => {
  expect(() => canonicalJson({ a: Number.NaN })).toThrow(TypeError);
});
