import type { Machine } from '../../src/domain/machine';
import { type MachineMatch, matchRule } from '../../src/domain/matching';
import { isStricter, mayAsk, placesFor, type Rule } from '../../src/domain/policy';
import { decide } from '../../src/domain/ruling';
import { alice, bob, group, MACHINE_ID, MINUTE, machineWith, policyWith, termsWith, users } from './builders';

const about = (machine: MachineMatch): Rule => ({ name: 'Rule', when: { machine } });

describe('a rule about a machine', () => {
  it.each<[string, MachineMatch, Partial<Machine>, boolean]>([
    ['by a pattern of its full name', { names: ['web-*.contoso.com'] }, {}, true],
    ['by a pattern of its short name', { names: ['web-0?'] }, {}, true],
    ['in any case', { names: ['WEB-01'] }, {}, true],
    ['by any one of several patterns', { names: ['db-*', 'web-*'] }, {}, true],
    ['not by a part of its name', { names: ['web'] }, {}, false],
    ['not where a dot stands for itself', { names: ['web-01xcontoso.com'] }, {}, false],
    ['by its id', { ids: [MACHINE_ID] }, {}, true],
    ['not by another id', { ids: ['b'.repeat(40)] }, {}, false],
    ['by one of its tags', { tags: ['tier-0'] }, { tags: ['eu', 'Tier-0'] }, true],
    ['not without that tag', { tags: ['tier-0'] }, { tags: ['eu'] }, false],
    ['not where it is known to have no tags', { tags: ['tier-0'] }, { tags: [] }, false],
    ['where its tags are not known', { tags: ['tier-0'] }, { tags: null }, true],
    ['where its name is not known, so that the record bears its id', { names: ['dc-*'] }, { name: MACHINE_ID }, true],
    ['where its value is blank', { value: ['High'] }, { value: '' }, true],
    ['by its value', { value: ['High'] }, { value: 'High' }, true],
    ['not by another value', { value: ['High'] }, { value: 'Low' }, false],
    ['where its value is not known', { value: ['High'] }, { value: null }, true],
    ['by its group', { groups: ['Serv*'] }, {}, true],
    ['where its group is not known', { groups: ['Other'] }, { group: null }, true],
    ['by its system', { os: ['windows*'] }, {}, true],
    ['where its system is not known', { os: ['Linux'] }, { os: null }, true],
    ['by its risk', { risk: ['Low'] }, {}, true],
    ['where its risk is not known', { risk: ['High'] }, { risk: null }, true],
    ['where any one list holds a match', { names: ['web-*'], value: ['High'] }, { value: 'Low' }, true],
    ['not where no list does', { names: ['db-*'], value: ['High'] }, { value: 'Low' }, false],
    ['where one fact is not known, whatever the others are', { names: ['db-*'], os: ['x'] }, { os: null }, true],
    ['by the lists that hold something only', { names: ['db-*'], ids: [], tags: [] }, {}, false],
    ['always, where all its lists are empty', { names: [], tags: [] }, {}, true],
    ['always, where it names nothing', {}, {}, true],
  ])('applies %s', (_, match, facts, applies) => {
    expect(matchRule(about(match).when, 'isolate', machineWith(facts)) !== null).toBe(applies);
  });

  it('applies to the actions that it names, and to all where it names none', () => {
    const rule: Rule = { name: 'Rule', when: { actions: ['isolate', 'restrict'] } };
    expect(matchRule(rule.when, 'isolate', machineWith())).toEqual([]);
    expect(matchRule(rule.when, 'scan', machineWith())).toBeNull();
    expect(matchRule({}, 'scan', machineWith())).toEqual([]);
  });
});

describe('terms', () => {
  const approvers = group('SAPP');
  const leads = group('SLEAD');
  const owners = group('SOWN');
  const rule = (facts: Partial<Rule>): Rule => ({ name: 'Rule', when: {}, ...facts });
  const termsOf = (quorum: number, ...rules: readonly Rule[]) => {
    const question = { verb: 'isolate', machine: machineWith(), comment: null } as const;
    return decide(policyWith({ approvers, quorum, rules }), question).terms;
  };

  it.each([
    ['one place for one approver', 1, [], [approvers]],
    ['three places for a quorum of three', 3, [], [approvers, approvers, approvers]],
    [
      'the highest quorum of all rules',
      1,
      [rule({ quorum: 2 }), rule({ quorum: 3 })],
      [approvers, approvers, approvers],
    ],
    ['never a lower quorum than the policy’s', 2, [rule({ quorum: 1 })], [approvers, approvers]],
    ['a rule’s approvers beside an ordinary one', 1, [rule({ approvers: leads })], [approvers, leads]],
    ['a rule’s approvers counted in its quorum', 1, [rule({ quorum: 2, approvers: leads })], [approvers, leads]],
    [
      'a rule’s approvers beside all ordinary ones',
      3,
      [rule({ approvers: leads })],
      [approvers, approvers, approvers, leads],
    ],
    [
      'every rule’s approvers',
      1,
      [rule({ approvers: leads }), rule({ approvers: owners })],
      [approvers, leads, owners],
    ],
    [
      'the same approvers once',
      1,
      [rule({ approvers: leads }), rule({ approvers: group('SLEAD') })],
      [approvers, leads],
    ],
  ])('hold %s', (_, quorum, rules, places) => {
    expect(termsOf(quorum, ...rules).places).toEqual(places);
  });

  it('take the shortest times and name every rule that applied', () => {
    const slow = rule({ name: 'Slow', expiresInMs: 60 * MINUTE, sendWithinMs: 5 * MINUTE });
    const fast = rule({ name: 'Fast', expiresInMs: 10 * MINUTE });
    const other = rule({ name: 'Other', when: { actions: ['scan'] }, expiresInMs: MINUTE });
    expect(termsOf(1, slow, fast, other)).toMatchObject({
      expiresInMs: 10 * MINUTE,
      sendWithinMs: 5 * MINUTE,
      rules: [{ name: 'Fast' }, { name: 'Slow' }],
    });
  });

  it('are refused where any rule denies, whatever the others say', () => {
    const rules = [rule({ quorum: 2 }), rule({ name: 'Not from chat', deny: 'Use the portal.' })];
    const question = { verb: 'isolate', machine: machineWith(), comment: null } as const;
    expect(decide(policyWith({ rules }), question).refusal).toMatchObject({
      code: 'denied-by-rule',
      says: 'The policy rule “Not from chat” does not allow this: Use the portal.',
    });
  });

  it('show every place that somebody can fill with today’s memberships', () => {
    const terms = termsWith({ places: [approvers, approvers, leads] });
    expect(placesFor(terms, bob.id, new Map([['SAPP', new Set([bob.id])]]))).toEqual([0, 1]);
    expect(placesFor(terms, bob.id, new Map([['SLEAD', new Set([bob.id])]]))).toEqual([2]);
    expect(placesFor(terms, bob.id, new Map())).toEqual([]);
  });
});

describe('today’s terms', () => {
  const [a, b, c] = [group('SA'), group('SB'), group('SC')];
  const sameButReordered = { usergroups: ['SX', 'SY'], users: ['U2', 'U1'] };

  it.each([
    ['the same', [a], [a], false],
    [
      'the same people in another order',
      [{ usergroups: ['SY', 'SX'], users: ['U1', 'U2'] }],
      [sameButReordered],
      false,
    ],
    ['one approval more', [a, a], [a], true],
    ['one approval fewer', [a], [a, a], false],
    ['other approvers', [b], [a], true],
    ['a place for others beside it', [a, b], [a, a], true],
    ['a place for others no more', [a, a], [a, b], true],
    ['as many places, but more of them for the same people', [a, a, b], [a, b, c], true],
    ['fewer places, all of which there were', [a, b], [a, b, c], false],
  ] as const)('with %s', (_, today, fixed, stricter) => {
    expect(isStricter(termsWith({ places: [...today] }), termsWith({ places: [...fixed] }))).toBe(stricter);
  });
});

it('only those whom the policy names may ask', () => {
  const policy = policyWith({ requestors: { usergroups: ['SRESP'], users: [alice.id] } });
  expect(mayAsk(policy, alice.id, new Map())).toBeNull();
  expect(mayAsk(policy, bob.id, new Map([['SRESP', new Set([bob.id])]]))).toBeNull();
  expect(mayAsk(policy, bob.id, new Map())).toMatchObject({ code: 'not-a-requestor', who: policy.requestors });
  expect(mayAsk(policyWith({ requestors: users() }), alice.id, new Map())).not.toBeNull();
});
