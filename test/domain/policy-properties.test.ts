import * as fc from 'fast-check';
import type { Memberships } from '../../src/domain/audience';
import type { MatchedMachine } from '../../src/domain/matching';
import { isStricter, placesFor, type Terms } from '../../src/domain/policy';
import { filledPlaces } from '../../src/domain/quorum';
import { neverFilled } from '../../src/domain/reachable';
import { type Dossier, type ReviewClick, review } from '../../src/domain/reviewing';
import { decide, type Ruling } from '../../src/domain/ruling';
import { dossierWith, requestWith, T, termsWith } from './builders';
import {
  audiences,
  comments,
  everySet,
  knownFacts,
  machines,
  memberships,
  oneMore,
  people,
  policies,
  verbs,
} from './policy-arbitraries';

const RUNS = 2_000;
const holds = <Ts extends [unknown, ...unknown[]]>(property: fc.IProperty<Ts>) =>
  fc.assert(property, { numRuns: RUNS });

/** Whether these people can fill every place at once. */
const suffice = (who: readonly string[], terms: Terms, members: Memberships): boolean =>
  filledPlaces(who.map((person) => placesFor(terms, person, members))) === terms.places.length;

const expectNotLaxer = (strict: Ruling, lax: Ruling, members: Memberships): void => {
  if (lax.refusal !== null) expect(strict.refusal).not.toBeNull();
  if (lax.denials.length > 0) expect(strict.refusal?.code).toBe('denied-by-rule');
  const namesOf = ({ denials }: Ruling) => denials.map(({ rule }) => rule.name);
  expect(namesOf(strict)).toEqual(expect.arrayContaining(namesOf(lax)));
  expect(strict.missingTickets).toEqual(expect.arrayContaining([...lax.missingTickets]));
  expect(strict.terms.rules.map(({ name }) => name)).toEqual(
    expect.arrayContaining(lax.terms.rules.map(({ name }) => name)),
  );
  expect(strict.terms.expiresInMs).toBeLessThanOrEqual(lax.terms.expiresInMs);
  expect(strict.terms.sendWithinMs).toBeLessThanOrEqual(lax.terms.sendWithinMs);
  expect(strict.terms.places.length).toBeGreaterThanOrEqual(lax.terms.places.length);
  const gained = everySet.filter((who) => suffice(who, strict.terms, members) && !suffice(who, lax.terms, members));
  expect(gained).toEqual([]);
};

const questions = fc.record({ verb: verbs, machine: machines, comment: comments });

it('one rule more, wherever it stands in the file, never makes an outcome laxer', () => {
  const place = fc.nat();
  holds(
    fc.property(policies, oneMore, place, questions, memberships, (policy, rule, at, question, members) => {
      const rules = policy.rules.toSpliced(at % (policy.rules.length + 1), 0, rule);
      expectNotLaxer(decide({ ...policy, rules }, question), decide(policy, question), members);
    }),
  );
});

it('the order of the rules in the file never matters', () => {
  const shuffled = policies.chain((policy) =>
    fc.tuple(
      fc.constant(policy),
      fc.shuffledSubarray([...policy.rules], { minLength: policy.rules.length }).map((rules) => ({ ...policy, rules })),
    ),
  );
  holds(
    fc.property(shuffled, questions, ([policy, other], question) => {
      expect(decide(other, question)).toEqual(decide(policy, question));
    }),
  );
});

it('a fact that is not known is never laxer than any known value of it', () => {
  holds(
    fc.property(policies, questions, knownFacts, memberships, (policy, question, fact, members) => {
      const known: MatchedMachine = { ...question.machine, ...fact };
      const unknown: MatchedMachine = {
        ...known,
        ...Object.fromEntries(Object.keys(fact).map((name) => [name, null])),
      };
      expectNotLaxer(
        decide(policy, { ...question, machine: unknown }),
        decide(policy, { ...question, machine: known }),
        members,
      );
    }),
  );
});

it('a comment that nobody has written yet misses no ticket, and a written one never loosens anything else', () => {
  holds(
    fc.property(policies, questions, (policy, question) => {
      const unwritten = decide(policy, { ...question, comment: null });
      const written = decide(policy, question);
      expect(unwritten.missingTickets).toEqual([]);
      expect(written.terms).toEqual(unwritten.terms);
      expect(written.denials).toEqual(unwritten.denials);
    }),
  );
});

it('what sufficed for the fixed terms and does not for today’s is always noticed as stricter', () => {
  const terms = fc
    .tuple(audiences, fc.array(audiences, { maxLength: 3 }))
    .map(([first, others]) => termsWith({ places: [first, ...others] }));
  holds(
    fc.property(terms, terms, memberships, (today, fixed, members) => {
      const isWorse = everySet.some((who) => suffice(who, fixed, members) && !suffice(who, today, members));
      if (isWorse) expect(isStricter(today, fixed)).toBe(true);
    }),
  );
});

it('a place is called out of reach exactly when no people at all can fill every place', () => {
  const whole = memberships.filter((members) => members.size === 3);
  holds(
    fc.property(policies, questions, whole, fc.constantFrom(null, ...people), (policy, question, members, without) => {
      const { terms } = decide(policy, question);
      const others = everySet.filter((who) => without === null || !who.includes(without));
      expect(neverFilled(terms.places, members, without) === 0).toBe(
        others.some((who) => suffice(who, terms, members)),
      );
    }),
  );
});

describe('whatever people click, in whatever order,', () => {
  const clicks = fc.array(fc.record({ who: fc.constantFrom(...people), members: memberships }), { maxLength: 12 });

  /** The dossier after these approvals, each with its own memberships. */
  const outcomeOf = (terms: Terms, made: readonly { readonly who: string; readonly members: Memberships }[]): Dossier =>
    made.reduce<Dossier>(
      (dossier, { who, members }) => {
        const click: ReviewClick = {
          person: { id: who, name: who },
          decision: 'approved',
          words: null,
          memberships: members,
          todaysTerms: terms,
          todaysRefusal: null,
          policyHash: 'policy',
          arrivedAt: T,
        };
        const outcome = review(dossier, click, T, 'delivery');
        if ('code' in outcome) return dossier;
        return {
          request: outcome.request ?? dossier.request,
          runs: dossier.runs,
          againAs: null,
          undone: [],
          reviews: outcome.review === undefined ? dossier.reviews : [...dossier.reviews, outcome.review],
        };
      },
      dossierWith({ request: requestWith({ requestor: { id: 'U1', name: 'U1' }, terms }) }),
    );

  it('a request is approved only by as many distinct people as there are places, none of them the requestor', () => {
    let approved = 0;
    holds(
      fc.property(policies, questions, clicks, (policy, question, made) => {
        const { terms } = decide(policy, question);
        const { request, reviews } = outcomeOf(terms, made);
        const who = new Set(reviews.map(({ person }) => person.id));
        expect(terms.places.length).toBeGreaterThanOrEqual(1);
        expect(who.has('U1')).toBe(false);
        expect(who.size).toBe(reviews.length);
        if (request.status !== 'approved') return;
        approved += 1;
        expect(who.size).toBeGreaterThanOrEqual(terms.places.length);
        expect(filledPlaces(reviews.map(({ places }) => places))).toBe(terms.places.length);
      }),
    );
    expect(approved).toBeGreaterThan(RUNS / 50);
  });

  it('one person fills one place at most, and the requestor none', () => {
    holds(
      fc.property(policies, questions, clicks, fc.constantFrom(...people), (policy, question, made, who) => {
        const { terms } = decide(policy, question);
        const alone = made.map(({ members }) => ({ who, members }));
        const { request, reviews } = outcomeOf(terms, alone);
        expect(reviews.length).toBeLessThanOrEqual(who === 'U1' ? 0 : 1);
        if (who === 'U1' || terms.places.length > 1) expect(request.status).toBe('pending');
      }),
    );
  });
});
