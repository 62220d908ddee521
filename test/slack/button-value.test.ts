import { buttonValue, parseButtonValue } from '../../src/slack/button-value';

const target = { requestId: '7KQ2M9TX', binding: 'b'.repeat(64), postId: '0f8fad5b-d9cb-469f-a165-70867728950e' };

test('a button’s value is read back as it was made', () => {
  expect(parseButtonValue(buttonValue(target))).toEqual(target);
});

test.each([
  ['nothing', ''],
  ['one part', '7KQ2M9TX'],
  ['two parts', '7KQ2M9TX abc'],
  ['four parts', '7KQ2M9TX abc def ghi'],
  ['an empty part', '7KQ2M9TX  def'],
  ['markup', '7KQ2M9TX <!channel> def'],
  ['a number', 7],
  ['null', null],
  ['undefined', undefined],
  ['an object', {}],
  ['a long part', `7KQ2M9TX ${'b'.repeat(3000)} def`],
])('%s is no button’s value', (_, value) => {
  expect(parseButtonValue(value)).toBeNull();
});
