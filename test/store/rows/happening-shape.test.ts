import { happeningShape } from '../../../src/store/rows/happening-shape';

test('what happened is read as it was written', () => {
  const happening = { kind: 'not-sent', reason: 'send-by', words: null };
  expect(happeningShape.parse(happening)).toEqual(happening);
});

test.each([
  ['an unknown kind', { kind: 'exploded' }],
  ['a missing fact', { kind: 'approved', given: 1 }],
  ['a kind that is no kind', { kind: 'toString' }],
  ['nothing', null],
])('%s is not believed', (_, written) => {
  expect(happeningShape.safeParse(written).success).toBe(false);
});
