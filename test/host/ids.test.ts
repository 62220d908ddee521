import { markOf } from '../../src/domain/mark';
import { digest, randomIds } from '../../src/host/ids';

it('the id of a request can be read aloud, and fits into a mark', () => {
  const ids = Array.from({ length: 500 }, () => randomIds.request());
  for (const id of ids) {
    expect(id).toMatch(/^[0-9A-HJKMNP-TV-Z]{8}$/);
    expect(markOf(id, 1)).toMatch(/^\[twokey [0-9A-Z]+\/1\]$/);
  }
  expect(new Set(ids).size).toBe(ids.length);
});

it('a digest fits on a button, and tells texts apart', () => {
  expect(digest('x')).toMatch(/^[\w-]{22}$/);
  expect(digest('x')).toBe(digest('x'));
  expect(digest('x')).not.toBe(digest('y'));
});

it('other ids are never the same', () => {
  expect(randomIds.unique()).not.toBe(randomIds.unique());
});
