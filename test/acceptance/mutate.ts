import type { JsonObject } from '../../simulator/slack/json';
import type { Chance } from '../../torture/chance';

const deep = (depth: number): unknown =>
  Array.from({ length: depth }).reduce<unknown>((inner, _, index) => (index % 2 === 0 ? [inner] : { a: inner }), 'x');

/** An object that has one of JavaScript's own names as a key, as a parser of JSON makes it. */
const poisoned = (name: string, value: unknown): object =>
  Object.defineProperty({}, name, { value, enumerable: true, configurable: true, writable: true });

/**
 * What may stand where something else belongs. None of it is somebody's or something's real name, so that what is made of
 * a harmless body stays harmless.
 *
 * @param traps addresses that must never be called
 */
export const hostileValues = (traps: readonly string[]): readonly unknown[] => [
  ...[null, true, false, 0, -1, 0.5, 1e308, 2 ** 53, -0, '', ' ', '0', 'null', 'undefined', 'toString'],
  ...[[], {}, [[]], [null], [{}], { id: {} }, { id: null }, { id: [] }, { length: 3 }, { toString: 1 }],
  ...['__proto__', 'constructor', 'prototype'].flatMap((name) => [name, poisoned(name, { id: 'U0NOBODY' })]),
  ...['x'.repeat(300), 'x'.repeat(3_001), 'é'.repeat(20_000), '\u0000', 'a\u0000b', '\uD83D', '\u202Eabc', '\u200B'],
  ...[
    '<!channel>',
    '<@U0NOBODY>',
    '*_~`',
    '&lt;&amp;',
    "'; drop table event; --",
    '../../etc/passwd',
    '%s%n',
    '{{7*7}}',
  ],
  ...['\n\n\n', '\r\n', '\t', '😀'.repeat(500), '9'.repeat(400), '1e400', '-', '[twokey 7K3M9P2Q/1] x'],
  ...[deep(40), deep(900), Array.from({ length: 2_000 }, () => ({ action_id: 'card.approve', value: 'x' }))],
  ...traps,
];

type Node = { readonly holder: Record<string, unknown> | unknown[]; readonly key: string | number };

const nodesIn = (value: unknown, found: Node[] = []): Node[] => {
  if (typeof value !== 'object' || value === null) return found;
  const holder = value as Record<string, unknown> | unknown[];
  for (const key of Array.isArray(holder) ? holder.keys() : Object.keys(holder)) {
    found.push({ holder, key });
    nodesIn(Reflect.get(holder, key), found);
  }
  return found;
};

const changes: readonly ((node: Node, chance: Chance, hostile: readonly unknown[]) => void)[] = [
  // Dropped.
  ({ holder, key }) =>
    void (Array.isArray(holder) ? holder.splice(Number(key), 1) : Reflect.deleteProperty(holder, key)),
  // Replaced.
  ({ holder, key }, chance, hostile) => void Reflect.set(holder, key, structuredClone(chance.pick(hostile))),
  ({ holder, key }, chance, hostile) => void Reflect.set(holder, key, structuredClone(chance.pick(hostile))),
  // Nested.
  ({ holder, key }, chance) => {
    const value: unknown = Reflect.get(holder, key);
    Reflect.set(holder, key, chance.pick<unknown>([[value], { value }, [[value, value]], JSON.stringify(value)]));
  },
  // Repeated.
  ({ holder, key }, chance) => {
    const value: unknown = Reflect.get(holder, key);
    const times = chance.pick([2, 3, 50]);
    const isText = typeof value === 'string' && value.length < 1_000;
    Reflect.set(holder, key, isText ? value.repeat(times) : Array.from({ length: Math.min(times, 3) }, () => value));
  },
  // Under another name.
  ({ holder, key }, chance) => {
    if (Array.isArray(holder)) return;
    const name = chance.pick(['__proto__', 'constructor', 'prototype', 'toString', String(key).toUpperCase(), '']);
    const value: unknown = Reflect.get(holder, key);
    Object.defineProperty(holder, name, { value, enumerable: true, configurable: true, writable: true });
  },
];

/**
 * A body with one to four things in it changed, anywhere.
 *
 * @param hostile what may come in place of something
 */
export const mutate = (body: JsonObject, chance: Chance, hostile: readonly unknown[]): JsonObject => {
  const mutant = structuredClone(body) as Record<string, unknown>;
  for (let times = 1 + chance.below(4); times > 0; times -= 1) {
    const nodes = nodesIn(mutant);
    if (nodes.length === 0) break;
    // What stands near the root is read first: it is chosen as often as all that lies below.
    const near = nodes.filter(({ holder }) => holder === mutant);
    chance.pick(changes)(chance.pick(chance.once(2) && near.length > 0 ? near : nodes), chance, hostile);
  }
  return mutant;
};

/** A text with a stretch of it cut out, doubled, cut off or overwritten. */
export const damage = (text: string, chance: Chance): string => {
  const at = chance.below(text.length + 1);
  const end = Math.min(text.length, at + 1 + chance.below(20));
  const stretch = text.slice(at, end);
  return chance.pick([
    () => text.slice(0, at),
    () => text.slice(0, at) + text.slice(end),
    () => text.slice(0, at) + stretch.repeat(3) + text.slice(end),
    () =>
      text.slice(0, at) +
      chance.pick(['"', '{', '}', '[', ',', '\\', '\u0000', '%', '&', '=', '\\u00']) +
      text.slice(end),
    // A key that is there twice: the last one counts.
    () =>
      text.replace(
        '{',
        chance.pick(['{"type":"block_actions",', '{"user":null,', '{"__proto__":{"x":1},', '{"type":1,']),
      ),
  ])();
};
