import * as fc from 'fast-check';
import type { Audience, Memberships } from '../../src/domain/audience';
import { actions, isVerb, type Verb } from '../../src/domain/catalogue';
import type { MachineMatch, MatchedMachine, When } from '../../src/domain/matching';
import type { Policy, Rule } from '../../src/domain/policy';
import { MINUTE, policyWith } from './builders';

/** Everybody there is, few enough that every set of them can be tried. */
export const people = ['U1', 'U2', 'U3', 'U4', 'U5'] as const;
const groups = ['S1', 'S2', 'S3'] as const;

const someOf = <T>(all: readonly T[], more: { readonly minLength?: number } = {}) => fc.subarray([...all], more);
const maybe = <T>(value: fc.Arbitrary<T>) => fc.option(value, { nil: undefined, freq: 2 });
const oneOf = <T>(...all: readonly T[]) => fc.constantFrom(...all);

/** Without the keys that are undefined. */
const present = <T extends object>(value: T): T =>
  Object.fromEntries(Object.entries(value).filter(([, one]) => one !== undefined)) as T;

export const audiences: fc.Arbitrary<Audience> = fc.record({
  usergroups: someOf(groups),
  users: fc.oneof({ weight: 3, arbitrary: fc.constant([]) }, { weight: 1, arbitrary: someOf(people) }),
});

/** Groups that are not established are absent. */
export const memberships: fc.Arbitrary<Memberships> = fc
  .record({ S1: maybe(someOf(people)), S2: maybe(someOf(people)), S3: maybe(someOf(people)) })
  .map((known) => {
    const entries = Object.entries(known).flatMap(([group, who]) =>
      who === undefined ? [] : [[group, new Set(who)] as const],
    );
    return new Map<string, ReadonlySet<string>>(entries);
  });

const ID = 'ab'.repeat(20);
const words = {
  names: ['web-01.harbour.example', 'dc-01.harbour.example', 'DC-02', 'x'],
  ids: [ID, 'cd'.repeat(20)],
  tags: ['tier-0', 'eu', ''],
  value: ['High', 'Normal', 'Low'],
  groups: ['Servers', 'Office'],
  os: ['Windows11', 'Ubuntu'],
  risk: ['None', 'High'],
} as const satisfies Record<keyof MachineMatch, readonly string[]>;

const patterns = {
  names: ['dc-*', 'web-0?', '*'],
  ids: [ID, 'ab*'],
  tags: ['tier-?', 'eu'],
  value: ['High', 'n*'],
  groups: ['serv*'],
  os: ['windows*', 'Ubuntu'],
  risk: ['High', '*'],
} as const satisfies Record<keyof MachineMatch, readonly string[]>;

/** A machine of which any fact may be unknown. */
export const machines: fc.Arbitrary<MatchedMachine> = fc.record({
  id: oneOf(null, ...words.ids),
  name: oneOf(null, ID, ...words.names),
  tags: fc.option(someOf(words.tags)),
  value: oneOf(null, '', ...words.value),
  group: oneOf(null, ...words.groups),
  os: oneOf(null, ' ', ...words.os),
  risk: oneOf(null, ...words.risk),
});

/** A fact of a machine, and some known value of it. */
export const knownFacts: fc.Arbitrary<Partial<MatchedMachine>> = fc.oneof(
  fc.record({ id: oneOf(...words.ids) }),
  fc.record({ name: oneOf(...words.names) }),
  fc.record({ tags: someOf(words.tags) }),
  fc.record({ value: oneOf(...words.value) }),
  fc.record({ group: oneOf(...words.groups) }),
  fc.record({ os: oneOf(...words.os) }),
  fc.record({ risk: oneOf(...words.risk) }),
);

const matches: fc.Arbitrary<MachineMatch> = fc
  .record({
    names: maybe(someOf(patterns.names)),
    ids: maybe(someOf(patterns.ids)),
    tags: maybe(someOf(patterns.tags)),
    value: maybe(someOf(patterns.value)),
    groups: maybe(someOf(patterns.groups)),
    os: maybe(someOf(patterns.os)),
    risk: maybe(someOf(patterns.risk)),
  })
  .map((lists) => present(lists) as MachineMatch);

const verbWords = [...actions.map(({ verb }) => verb), 'offboard'];
export const verbs: fc.Arbitrary<Verb> = fc.constantFrom(...verbWords.filter(isVerb));

const whens: fc.Arbitrary<When> = fc
  .record({ actions: maybe(someOf(verbWords, { minLength: 1 })), machine: maybe(matches) })
  .map((when) => present(when) as When);

const minutes = fc.integer({ min: 1, max: 60 }).map((count) => count * MINUTE);

const asks: fc.Arbitrary<Omit<Rule, 'name'>> = fc
  .record({
    when: whens,
    quorum: maybe(fc.integer({ min: 1, max: 4 })),
    expiresInMs: maybe(minutes),
    sendWithinMs: maybe(minutes),
    approvers: maybe(audiences),
    ticket: fc.option(oneOf('INC\\d+', 'CHG'), { nil: undefined, freq: 1 }),
    deny: fc.option(oneOf('No.', 'Not from chat.'), { nil: undefined, freq: 1 }),
  })
  .map((rule) => present(rule) as Omit<Rule, 'name'>);

/** Rules with names of their own, as the policy file makes sure. */
const rules: fc.Arbitrary<readonly Rule[]> = fc
  .tuple(fc.array(asks, { maxLength: 5 }), fc.shuffledSubarray(['b', 'A', 'ä', 'a', 'Z'], { minLength: 5 }))
  .map(([all, names]) => all.map((one, index) => ({ name: names[index] ?? '', ...one })));

/** One rule more, named so that it sorts anywhere. */
export const oneMore: fc.Arbitrary<Rule> = fc
  .tuple(asks, oneOf('0', 'B', 'm', 'ü'))
  .map(([rule, name]) => ({ name, ...rule }));

export const policies: fc.Arbitrary<Policy> = fc
  .record({
    approvers: audiences,
    quorum: fc.integer({ min: 1, max: 3 }),
    expiresInMs: minutes,
    sendWithinMs: minutes,
    rules,
  })
  .map(policyWith);

export const comments = oneOf(null, 'beaconing', 'beaconing, INC42', 'CHG7', 'INC1 and CHG1');

/** Every set of people. */
export const everySet: readonly (readonly string[])[] = Array.from({ length: 2 ** people.length }, (_, bits) =>
  people.filter((_person, index) => (bits >> index) % 2 === 1),
);
