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
const candidates = fc.array(fc.record({ id: text, name: text, lastSeenAt: fc.option(instant) }), { maxLength: 9 });
const who: fc.Arbitrary<Audience> = fc.record({ usergroups: texts, users: texts });

/** Facts about the one machine, or about some of several. */
const aboutSome = <T extends object>(model: { readonly [K in keyof T]: fc.Arbitrary<T[K]> }) =>
  fc.oneof(
    fc.record(model),
    fc.tuple(fc.record(model), texts).map(([told, machines]) => ({ ...told, machines })),
  );

/** Whatever a refusal of each kind may be told of. */
const facts: { readonly [C in RefusalCode]: fc.Arbitrary<Facts<C>> } = {
  'unknown-verb': fc.tuple(text, texts),
  'several-machines': fc.tuple(text, texts),
  'list-cut-off': fc.tuple(text, text),
  'time-without-for': fc.tuple(text, text, text),
  'nearly-a-choice': fc.tuple(text, text, text),
  'too-many-machines': fc.tuple(count, count),
  'machines-unclear': fc.tuple(
    fc.array(
      fc.oneof(
        fc.record({ name: text, why: fc.constant('unknown' as const), near: texts }),
        fc.record({ name: text, why: fc.constantFrom('address' as const, 'several' as const), candidates }),
      ),
      { maxLength: 30 },
    ),
  ),
  'no-comment': nothing,
  'refused-before': fc.tuple(fc.string()),
  'comment-too-long': fc.tuple(count, count),
  'no-sha1': fc.tuple(text),
  'not-a-sha1': fc.tuple(text, fc.option(text)),
  'machine-not-found': fc.tuple(text, texts),
  'no-history': fc.tuple(text, texts),
  'machine-needs-choice': fc.tuple(text, count),
  'machine-merged': fc.tuple(text, text),
  'not-onboarded': fc.tuple(text, text),
  'not-on-this-system': fc.tuple(
    fc.record({ what: text, name: text, system: text, works: text }),
    fc.constantFrom('Isolate it instead.', 'Cut it off at the switch or the firewall.'),
  ),
  'restricted-machine': fc.tuple(text, text),
  'not-on-these-machines': fc.tuple(
    fc.array(fc.constant({ says: 'It is a printer.', next: 'Pull the plug.' }), { minLength: 1, maxLength: 8 }),
    count,
  ),
  'not-a-member': fc.tuple(text),
  'not-a-requestor': fc.tuple(who),
  'denied-by-rule': fc.tuple(fc.array(aboutSome({ rule: text, words: text }), { minLength: 1, maxLength: 3 })),
  'ticket-missing': fc.tuple(fc.array(aboutSome({ rule: text, pattern: text }), { minLength: 1, maxLength: 3 })),
  'not-allowed-any-more': fc.tuple(text, fc.record({ says: text })),
  'terms-outdated': fc.tuple(text, text),
  'too-many-requests': fc.tuple(count, ms, instant),
  'too-many-refused-clicks': fc.tuple(count, ms, instant),
  'investigation-ended': nothing,
  'contain-not-offered': nothing,
  'live-response-not-offered': nothing,
  'package-not-for-you': fc.tuple(who),
  'no-package': fc.tuple(text),
  'package-answered': nothing,
  'package-not-there': nothing,
  'package-later': fc.tuple(instant),
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
  'already-open': fc.oneof(fc.tuple(text), fc.tuple(text, texts)),
  'unknown-request': fc.tuple(text),
  'nothing-to-cancel': fc.tuple(text),
  'own-request': fc.tuple(who),
  'not-for-subscribing': fc.tuple(who),
  'not-an-approver': fc.tuple(who),
  'place-taken': fc.tuple(who),
  'already-counted': fc.tuple(instant),
  'already-reviewed': nothing,
  decided: fc.tuple(text, text, instant),
  expired: fc.tuple(instant),
  'not-sent': fc.tuple(text, instant),
  'not-the-card': fc.tuple(text),
  'card-changed': fc.tuple(text),
  'not-the-requestor': fc.tuple(text),
  'already-sent': fc.tuple(text),
  'unknown-way': fc.tuple(text),
  'not-unsettled': fc.tuple(text),
  'settled-before': fc.tuple(text, text, instant),
  'which-machine': fc.tuple(text, texts),
  'not-unsettled-there': fc.tuple(text, text, texts),
  'own-settling': fc.tuple(who),
  'machine-action-not-found': fc.tuple(text),
  'not-its-action': fc.tuple(text, text),
  'not-yours-to-ask-again': fc.tuple(text),
  'asked-again': fc.tuple(text),
  'nothing-to-undo': fc.tuple(text),
  'time-out-of-range': fc.tuple(fc.record({ asked: text, least: text, most: text, isLiftedThen: fc.boolean() })),
  'nothing-to-ask-again': fc.tuple(text),
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
