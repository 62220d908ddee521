import * as fc from 'fast-check';
import { type Audience, isSameAudience } from '../../src/domain/audience';
import { rulesApplied } from '../../src/domain/explaining';
import { isStricter, placesFor, type Terms } from '../../src/domain/policy';
import { filledPlaces } from '../../src/domain/quorum';
import { decide, decideForAll } from '../../src/domain/ruling';
import { objectionTo } from '../../src/domain/second-look';
import { spell } from '../../src/domain/sentence';
import { approvedWith, group, MINUTE, machineWith, policyWith, T, termsWith, users } from './builders';
import { comments, everySet, machines, memberships, policies, verbs } from './policy-arbitraries';

const holds = <Ts extends [unknown, ...unknown[]]>(property: fc.IProperty<Ts>) =>
  fc.assert(property, { numRuns: 1_000 });

const several = fc.array(machines, { minLength: 1, maxLength: 4 });

const countOf = ({ places }: Terms, audience: Audience): number =>
  places.filter((place) => isSameAudience(place, audience)).length;

it('one machine more can only make the terms stricter', () => {
  holds(
    fc.property(
      policies,
      verbs,
      comments,
      several,
      machines,
      memberships,
      (policy, verb, comment, some, one, members) => {
        const lax = decideForAll(policy, { verb, machines: some, comment });
        const strict = decideForAll(policy, { verb, machines: [...some, one], comment });
        if (lax.refusal !== null) expect(strict.refusal).not.toBeNull();
        if (lax.denials.length > 0) expect(strict.refusal?.code).toBe('denied-by-rule');
        expect(strict.terms.expiresInMs).toBeLessThanOrEqual(lax.terms.expiresInMs);
        expect(strict.terms.sendWithinMs).toBeLessThanOrEqual(lax.terms.sendWithinMs);
        expect(isStricter(lax.terms, strict.terms)).toBe(false);
        const suffice = (who: readonly string[], terms: Terms) =>
          filledPlaces(who.map((person) => placesFor(terms, person, members))) === terms.places.length;
        expect(everySet.filter((who) => suffice(who, strict.terms) && !suffice(who, lax.terms))).toEqual([]);
      },
    ),
  );
});

it('of each audience the larger count is asked for, of the times the shorter, and every rule of any machine', () => {
  holds(
    fc.property(policies, verbs, comments, several, (policy, verb, comment, some) => {
      const each = some.map((machine) => decide(policy, { verb, machine, comment }));
      const all = decideForAll(policy, { verb, machines: some, comment });
      for (const place of all.terms.places) {
        expect(countOf(all.terms, place)).toBe(Math.max(...each.map(({ terms }) => countOf(terms, place))));
      }
      expect(each.some(({ terms }) => isStricter(terms, all.terms))).toBe(false);
      expect(all.terms.expiresInMs).toBe(Math.min(...each.map(({ terms }) => terms.expiresInMs)));
      expect(all.terms.sendWithinMs).toBe(Math.min(...each.map(({ terms }) => terms.sendWithinMs)));
      const names = (terms: readonly Terms[]) =>
        [...new Set(terms.flatMap(({ rules }) => rules.map(({ name }) => name)))].sort();
      expect(names([all.terms])).toEqual(names(each.map(({ terms }) => terms)));
      expect(all.refusal === null).toBe(each.every(({ refusal }) => refusal === null));
    }),
  );
});

it('for one machine it is what was decided for it alone', () => {
  holds(
    fc.property(policies, verbs, comments, machines, (policy, verb, comment, machine) => {
      const question = { verb, comment } as const;
      expect(decideForAll(policy, { ...question, machines: [machine] })).toEqual(
        decide(policy, { ...question, machine }),
      );
    }),
  );
});

const web = machineWith();
const dc = machineWith({ id: 'd'.repeat(40), name: 'dc-01.contoso.com', tags: ['tier-0'], value: 'High' });

describe('a rule that is about some of the machines', () => {
  const asked = (rule: object, comment = 'because') =>
    decideForAll(policyWith({ rules: [{ name: 'Crown', when: { machine: { tags: ['tier-0'] } }, ...rule }] }), {
      verb: 'isolate',
      machines: [web, dc],
      comment,
    });

  it('holds for the request, and names them', () => {
    const { terms } = asked({ quorum: 2, approvers: group('SLEADS') });
    expect(terms.places).toEqual([users('UBOB', 'UCAROL', 'UDAVE'), group('SLEADS')]);
    expect(rulesApplied(terms).map(({ sentence }) => spell(sentence))).toEqual([
      'Crown, for dc-01.contoso.com: 2 approvals, one of them by user group SLEADS',
    ]);
  });

  it('and forbids it, refuses the whole request and names them', () => {
    expect(asked({ deny: 'Call the owner.' }).refusal).toMatchObject({
      code: 'denied-by-rule',
      says: 'The policy rule “Crown” does not allow this for dc-01.contoso.com: Call the owner.',
      next: 'Leave those machines out and ask again, or ask whoever keeps the policy file.',
    });
  });

  it('and wants a ticket, wants it of the request and names them', () => {
    expect(asked({ ticket: 'INC' }).refusal).toMatchObject({
      code: 'ticket-missing',
      says: 'The comment names no ticket, and the policy asks for one: rule “Crown” wants something that matches INC for dc-01.contoso.com.',
    });
    expect(asked({ ticket: 'INC' }, 'INC1').refusal).toBeNull();
  });

  it('objects to sending what was approved before it was, and names them', () => {
    const ruling = asked({ quorum: 2 });
    const request = approvedWith({ terms: termsWith(), sendBy: T + MINUTE });
    expect(objectionTo(request, ruling, T)).toEqual({
      reason: 'stricter',
      words: 'These rules apply now: “Crown” for dc-01.contoso.com.',
    });
  });
});
