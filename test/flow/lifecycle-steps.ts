import fc from 'fast-check';
import type { Verb } from '../../src/domain/catalogue';
import type { Policy, Rule } from '../../src/domain/policy';
import { group, HOUR, MINUTE, policyWith, SECOND, users } from '../domain/builders';

export const people = ['UAMY', 'UBEN', 'UCAT', 'UDAN', 'UEVE'] as const;
export type PersonId = (typeof people)[number];
export const groups = ['SRESPOND', 'SAPPROVE', 'SLEADS'] as const;
export type Group = (typeof groups)[number];

export const answers = [
  'ours',
  'the same by somebody else',
  'an opposed one',
  'of another kind',
  'unsent',
  'already open',
  'refused',
  'ambiguous',
] as const;

interface Click {
  readonly decision: 'approve' | 'deny' | 'withdraw';
  readonly by: PersonId;
  readonly request: number;
  /** How long the click took to be worked on, in milliseconds. */
  readonly age: number;
  /** The same delivery comes twice. */
  readonly isTwice: boolean;
}

/** One thing that somebody, or the clock, or Defender does. Requests are meant by number, modulo how many there are. */
export type Step =
  | {
      readonly kind: 'ask';
      readonly by: PersonId;
      readonly verb: Verb;
      readonly machine: 'web-01' | 'dc-01';
      readonly comment: string;
    }
  | { readonly kind: 'card'; readonly request: number }
  /** Clicks that are worked on at the same time. */
  | { readonly kind: 'click'; readonly clicks: readonly Click[] }
  | { readonly kind: 'member'; readonly person: PersonId; readonly group: Group; readonly isIn: boolean }
  | { readonly kind: 'account'; readonly person: PersonId; readonly is: 'full' | 'guest' | 'deactivated' | 'unsaid' }
  | { readonly kind: 'policy'; readonly policy: Policy }
  | { readonly kind: 'switch'; readonly by: PersonId; readonly to: 'pause' | 'resume' }
  /** What dispatch reads before it claims: nothing in the way, or something, or Defender could not be asked. */
  | { readonly kind: 'claim'; readonly request: number; readonly reads: 'nothing' | 'same' | 'opposed' | 'fault' }
  | {
      readonly kind: 'answer';
      readonly request: number;
      readonly answer: (typeof answers)[number];
    }
  | { readonly kind: 'settle'; readonly request: number; readonly found: 0 | 1 | 2 }
  | { readonly kind: 'track'; readonly request: number; readonly status: string }
  | { readonly kind: 'sweep' }
  | { readonly kind: 'wait'; readonly ms: number };

const rules: readonly Rule[] = [
  { name: 'Two for the web', when: { machine: { names: ['web-*'] } }, quorum: 2 },
  { name: 'A lead for isolating', when: { actions: ['isolate'] }, approvers: group('SLEADS') },
  { name: 'Three for the domain', when: { machine: { names: ['dc-*'] } }, quorum: 3, approvers: group('SLEADS') },
  { name: 'No release', when: { actions: ['release'] }, deny: 'Ask the owner.' },
  { name: 'Ticket', when: { actions: ['scan'] }, ticket: 'INC[0-9]+' },
  { name: 'Soon', when: {}, expiresInMs: 5 * MINUTE, sendWithinMs: MINUTE },
];

const weighted = <V>(...options: readonly (readonly [number, V])[]) =>
  fc.oneof(...options.map(([weight, value]) => ({ weight, arbitrary: fc.constant(value) })));

export const policies: fc.Arbitrary<Policy> = fc
  .record({
    requestors: weighted([6, group('SRESPOND')], [1, users('UAMY')], [1, group('SRESPOND', 'SAPPROVE')]),
    approvers: weighted([6, group('SAPPROVE')], [1, users('UBEN', 'UCAT')], [1, group('SAPPROVE', 'SRESPOND')]),
    quorum: weighted([5, 1], [3, 2], [1, 3]),
    rules: fc.oneof(
      { weight: 2, arbitrary: fc.constant([]) },
      { weight: 3, arbitrary: fc.subarray([...rules], { maxLength: 2 }) },
    ),
  })
  .map((facts) => policyWith({ ...facts, hash: JSON.stringify(facts) }));

const person = fc.constantFrom(...people);
const comment = fc.oneof(
  { weight: 8, arbitrary: fc.constantFrom('beaconing to a known C2', 'INC42: odd traffic', '?', 'ünï 👍') },
  { weight: 2, arbitrary: fc.constantFrom('', '   ', '\u200B\u200B', '\u2800', '\t\n', '\u0000') },
  { weight: 1, arbitrary: fc.string({ unit: 'grapheme', maxLength: 12 }) },
);
const request = fc.oneof({ weight: 3, arbitrary: fc.constant(0) }, { weight: 2, arbitrary: fc.nat({ max: 3 }) });
const click: fc.Arbitrary<Click> = fc.record({
  decision: weighted<Click['decision']>([16, 'approve'], [1, 'deny'], [1, 'withdraw']),
  by: person,
  request,
  age: weighted([6, 0], [1, 4 * SECOND], [1, 20 * MINUTE]),
  isTwice: weighted([5, false], [1, true]),
});

const ask = fc.record({
  kind: fc.constant('ask' as const),
  by: weighted<PersonId>([4, 'UAMY'], [2, 'UBEN'], [1, 'UEVE']),
  verb: weighted<Verb>([5, 'isolate'], [3, 'restrict'], [2, 'scan'], [1, 'release'], [1, 'cancel']),
  machine: weighted<'web-01' | 'dc-01'>([3, 'web-01'], [1, 'dc-01']),
  comment,
});

const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 3, arbitrary: ask },
  { weight: 3, arbitrary: fc.record({ kind: fc.constant('card' as const), request }) },
  {
    weight: 14,
    arbitrary: fc.record({
      kind: fc.constant('click' as const),
      clicks: fc.array(click, { minLength: 1, maxLength: 3 }),
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      kind: fc.constant('member' as const),
      person,
      group: fc.constantFrom(...groups),
      isIn: fc.boolean(),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      kind: fc.constant('account' as const),
      person,
      is: weighted<'full' | 'guest' | 'deactivated' | 'unsaid'>(
        [4, 'full'],
        [1, 'guest'],
        [1, 'deactivated'],
        [1, 'unsaid'],
      ),
    }),
  },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('policy' as const), policy: policies }) },
  {
    weight: 2,
    arbitrary: fc.record({
      kind: fc.constant('switch' as const),
      by: person,
      to: weighted<'pause' | 'resume'>([1, 'pause'], [3, 'resume']),
    }),
  },
  {
    weight: 8,
    arbitrary: fc.record({
      kind: fc.constant('claim' as const),
      request,
      reads: weighted<'nothing' | 'same' | 'opposed' | 'fault'>(
        [9, 'nothing'],
        [1, 'same'],
        [1, 'opposed'],
        [1, 'fault'],
      ),
    }),
  },
  {
    weight: 6,
    arbitrary: fc.record({
      kind: fc.constant('answer' as const),
      request,
      answer: fc.constantFrom(...answers),
    }),
  },
  {
    weight: 9,
    arbitrary: fc.record({
      kind: fc.constant('settle' as const),
      request,
      found: weighted<0 | 1 | 2>([8, 0], [2, 1], [1, 2]),
    }),
  },
  {
    weight: 4,
    arbitrary: fc.record({
      kind: fc.constant('track' as const),
      request,
      status: fc.constantFrom(
        'Pending',
        'InProgress',
        'Succeeded',
        'Failed',
        'TimeOut',
        'Cancelled',
        'Sleeping',
        'gone',
      ),
    }),
  },
  { weight: 3, arbitrary: fc.constant({ kind: 'sweep' } as const) },
  {
    weight: 7,
    arbitrary: fc.record({
      kind: fc.constant('wait' as const),
      ms: weighted([4, SECOND], [4, 6 * SECOND], [5, 2 * MINUTE], [2, 20 * MINUTE], [1, 4 * 24 * HOUR]),
    }),
  },
);

/** A story: somebody asks and the card is posted, and then anything happens. */
export const stories: fc.Arbitrary<{ readonly policy: Policy; readonly steps: readonly Step[] }> = fc.record({
  policy: policies,
  steps: fc
    .tuple(ask, fc.array(step, { minLength: 5, maxLength: 40, size: 'max' }))
    .map(([first, rest]): readonly Step[] => [first, { kind: 'card', request: 0 }, ...rest]),
});
