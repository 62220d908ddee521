import fc from 'fast-check';
import type { Audience } from '../../src/domain/audience';
import { type Refusal, type RefusalCode, type refusals, refuse } from '../../src/domain/refusal';

const RUNS = 300;

type Facts<C extends RefusalCode> = Parameters<(typeof refusals)[C]>;

const nothing = fc.constant<[]>([]);
const text = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 40 }),
  fc.constantFrom('', ' ', '.', '\u202E', '\uD83D', '<!channel>', '%s', '$&'),
);
const texts = fc.array(text, { maxLength: 5 });
const count = fc.nat({ max: 10_000 });
const ms = fc.nat({ max: 86_400_000 });
const instant = fc.nat({ max: 4_000_000_000_000 });
const who: fc.Arbitrary<Audience> = fc.record({ usergroups: texts, users: texts });

/** Whatever a refusal of each kind may be told of. */
const facts: { readonly [C in RefusalCode]: fc.Arbitrary<Facts<C>> } = {
  'unknown-verb': fc.tuple(text, texts),
  'several-machines': fc.tuple(texts),
  'no-comment': nothing,
  'comment-too-long': fc.tuple(count, count),
  'machine-not-found': fc.tuple(text, texts),
  'machine-needs-choice': fc.tuple(text, count),
  'not-a-member': fc.tuple(text),
  'not-a-requestor': fc.tuple(who),
  'denied-by-rule': fc.tuple(fc.array(fc.record({ rule: text, words: text }), { minLength: 1, maxLength: 3 })),
  'ticket-missing': fc.tuple(fc.array(fc.record({ rule: text, pattern: text }), { minLength: 1, maxLength: 3 })),
  'not-allowed-any-more': fc.tuple(text, fc.record({ says: text })),
  'terms-outdated': fc.tuple(text, text),
  'too-many-requests': fc.tuple(count, ms, instant),
  'too-many-refused-clicks': fc.tuple(count, ms, instant),
  'no-reason': nothing,
  'not-allowed-to-pause': fc.tuple(who),
  'already-paused': fc.tuple(text, instant),
  'not-paused': nothing,
  'later-pause': fc.tuple(text, instant),
  'unknown-pause': nothing,
  'not-the-notice': nothing,
  'resume-already-asked': nothing,
  'not-for-you': fc.tuple(who),
  'direct-message': nothing,
  'shared-channel': nothing,
  'archived-channel': nothing,
  'bot-not-in-channel': nothing,
  'bot-left-channel': nothing,
  'wrong-channel': fc.tuple(fc.array(fc.stringMatching(/^[CG][A-Z0-9]{2,10}$/), { minLength: 1, maxLength: 5 })),
  'already-open': fc.tuple(text),
  'unknown-request': fc.tuple(text),
  'nothing-to-cancel': fc.tuple(text),
  'own-request': fc.tuple(who),
  'not-an-approver': fc.tuple(who),
  'place-taken': fc.tuple(who),
  'already-reviewed': nothing,
  decided: fc.tuple(text, text, instant),
  expired: fc.tuple(instant),
  'not-sent': fc.tuple(text, instant),
  'not-the-card': fc.tuple(text),
  'card-changed': fc.tuple(text),
  'not-the-requestor': fc.tuple(text),
  'already-sent': fc.tuple(text),
};

/** What is wrong with the sentences of a refusal. Cheaper than an `expect` for each of ten thousand. */
const wrongIn = ({ says, next }: Refusal): readonly string[] =>
  [says, next].filter(
    (sentence) => !/^\S.{10,}[.?!…]$/su.test(sentence) || /undefined|null|NaN|Infinity|\[object/.test(sentence),
  );

test.each(Object.keys(facts) as readonly RefusalCode[])(
  `“%s” has words and a next step, whatever it is told of (${RUNS} times)`,
  <C extends RefusalCode>(code: C) => {
    fc.assert(
      fc.property(facts[code], (told) => {
        const refusal = refuse(code, ...told);
        return refusal.code === code && wrongIn(refusal).length === 0;
      }),
      { numRuns: RUNS },
    );
  },
);
