import { isRefusal, refusals } from '../../src/domain/refusal';
import { samples, variants } from './refusal-samples';

const all = [...Object.entries(samples), ...variants.map((refusal) => [refusal.code, refusal] as const)];

it.each(all)('“%s” says why not in a sentence, and what to do next in another', (code, refusal) => {
  expect(refusal.code).toBe(code);
  expect(refusal.says).toMatch(/^\S.{10,}[.…]$/su);
  expect(refusal.next).toMatch(/^\S.{10,}[.?]$/su);
  expect(`${refusal.says} ${refusal.next}`).not.toMatch(/undefined|null|\[object|NaN/);
  expect(isRefusal(refusal)).toBe(true);
});

it('every code has a sample', () => {
  expect(Object.keys(samples).sort()).toEqual(Object.keys(refusals).sort());
});

it('other values are no refusals', () => {
  expect([{}, { id: 'U1', name: 'x' }, { code: 'x', says: 'y' }].map(isRefusal)).toEqual([false, false, false]);
});
