import {
  approvalsNeeded,
  approvalsSentence,
  factsLookedAt,
  isNameOnly,
  needsOf,
  rulesApplied,
  rulesOf,
} from '../../src/domain/explaining';
import type { MatchedMachine } from '../../src/domain/matching';
import type { Policy, Rule } from '../../src/domain/policy';
import { decide } from '../../src/domain/ruling';
import { type Sentence, spell } from '../../src/domain/sentence';
import { group, MINUTE, machineWith, policyWith, present, termsWith, users } from './builders';

const approvers = group('SAPP');
const leads = group('SLEAD');
const rule = (facts: Partial<Rule>): Rule => ({ name: 'Rule', when: {}, ...facts });

const ruled = (
  rules: readonly Rule[],
  facts: Partial<MatchedMachine> = {},
  policy: Partial<Policy> = {},
  comment: string | null = null,
) =>
  decide(policyWith({ approvers, rules, ...policy }), {
    verb: 'isolate',
    machine: { ...machineWith(), ...facts },
    comment,
  });

const spelled = (sentences: readonly Sentence[]): readonly string[] => sentences.map(spell);
const ruleWords = (one: Rule, facts: Partial<MatchedMachine> = {}): string =>
  spell(present(rulesOf(ruled([one], facts))[0]).sentence);

describe('why a rule applied', () => {
  it.each<[string, NonNullable<Rule['when']['machine']>, Partial<MatchedMachine>, string]>([
    ['a pattern of its name', { names: ['web-*'] }, {}, 'its name web-01.contoso.com matches web-*'],
    ['a pattern of its short name', { names: ['web-0?'] }, {}, 'its name web-01 matches web-0?'],
    ['its name', { names: ['WEB-01'] }, {}, 'its name is web-01'],
    ['a pattern of its tag', { tags: ['tier-*'] }, { tags: ['eu', 'tier-0'] }, 'its tag tier-0 matches tier-*'],
    ['its tag', { tags: ['tier-0'] }, { tags: ['Tier-0'] }, 'it has the tag Tier-0'],
    ['its value', { value: ['High'] }, { value: 'High' }, 'its value is High'],
    ['its group', { groups: ['Serv*'] }, {}, 'its group Servers matches Serv*'],
    ['its OS', { os: ['Windows11'] }, {}, 'its OS is Windows11'],
    ['its risk', { risk: ['Low'] }, {}, 'its risk is Low'],
    ['its id', { ids: ['ab*'] }, { id: 'abc' }, 'its id abc matches ab*'],
    ['an unknown id', { ids: ['ab*'] }, { id: null }, 'its id is not known, which counts as a match'],
    ['an unknown name', { names: ['a*'] }, { name: null }, 'its name is not known, which counts as a match'],
    ['an unknown value', { value: ['High'] }, { value: null }, 'its value is not known, which counts as a match'],
    ['unknown tags', { tags: ['x'] }, { tags: null }, 'its tags are not known, which counts as a match'],
    [
      'several unknown facts',
      { tags: ['x'], value: ['High'], risk: ['High'] },
      { tags: null, value: null, risk: null },
      'its tags, its value and its risk are not known, which counts as a match',
    ],
    [
      'several facts',
      { names: ['web-*'], value: ['High'], risk: ['Low'] },
      { value: null },
      'its name web-01.contoso.com matches web-*, its risk is Low, and its value is not known, which counts as a match',
    ],
    ['no machine at all', {}, {}, 'it is about every machine'],
  ])('is told for %s', (_, machine, facts, words) => {
    expect(ruleWords(rule({ when: { machine }, expiresInMs: MINUTE }), facts)).toBe(
      `Rule, because ${words}: expires in 1 min`,
    );
  });
});

describe('what a rule asks for', () => {
  it.each<[string, Partial<Rule>, string]>([
    ['a quorum', { quorum: 3 }, '3 approvals'],
    ['a quorum of one', { quorum: 1 }, '1 approval'],
    ['approvers of its own', { approvers: leads }, 'one more approval, by user group SLEAD'],
    ['both', { quorum: 2, approvers: leads }, '2 approvals, one of them by user group SLEAD'],
    ['the policy’s own approvers', { quorum: 2, approvers }, '2 approvals, by user group SAPP'],
    ['approvers who are nobody', { approvers: users() }, 'one more approval, by nobody: the policy names no one'],
    ['shorter times', { expiresInMs: 15 * MINUTE, sendWithinMs: MINUTE }, 'expires in 15 min; to be sent within 1 min'],
    ['a ticket', { ticket: 'CHG[0-9]{7}' }, 'a ticket in the comment that matches CHG[0-9]{7}'],
    ['nothing to be done', { deny: 'Call first.' }, 'it does not allow this: Call first.'],
  ])('is told where it is %s', (_, facts, words) => {
    expect(ruleWords(rule(facts))).toBe(`Rule, because it is about every machine: ${words}`);
  });

  it('is told with every one of many people counted', () => {
    const many = users(...Array.from({ length: 12 }, (_, index) => `U${index}`));
    expect(ruleWords(rule({ approvers: many }))).toMatch(/user U8, user U9 or 2 others$/);
  });
});

describe('why more than one approval is needed', () => {
  const three = rule({ name: 'Three', quorum: 3 });
  const two = rule({ name: 'Two', quorum: 2 });
  const lead = rule({ name: 'Lead', approvers: leads });
  const needed = (rules: readonly Rule[], quorum = 1) => {
    const { terms } = ruled(rules, {}, { quorum });
    return [spell(approvalsNeeded(terms)), spell(approvalsSentence(terms))];
  };

  it.each<[string, readonly Rule[], number, string, string]>([
    ['where one is enough', [], 1, '1 approval', ', by user group SAPP'],
    ['where every request needs two', [], 2, '2 approvals, as for every request', ', by user group SAPP'],
    ['where a rule asks for no more', [two], 2, '2 approvals', ', by user group SAPP'],
    ['by the strictest rule only', [two, three], 1, '3 approvals because of rule Three', ', by user group SAPP'],
    [
      'by every rule with people of its own',
      [lead, three],
      1,
      '4 approvals because of rules Lead and Three',
      ': 3 by user group SAPP; 1 by user group SLEAD',
    ],
    [
      'whatever their order is',
      [three, lead],
      1,
      '4 approvals because of rules Lead and Three',
      ': 3 by user group SAPP; 1 by user group SLEAD',
    ],
  ])('is told %s', (_, rules, quorum, why, whom) => {
    expect(needed(rules, quorum)).toEqual([why, `${why}${whom}`]);
  });

  it('names the first of very many rules and counts the others', () => {
    const rules = Array.from({ length: 8 }, (_, index) => rule({ name: `R${index}`, quorum: 2 }));
    expect(needed(rules)[0]).toBe('2 approvals because of rules R0, R1, R2, R3, R4 and 3 others');
  });

  it('puts the rules that are the reason first', () => {
    const short = rule({ name: 'A', expiresInMs: MINUTE });
    expect(rulesApplied(ruled([short, two]).terms).map(({ name }) => name)).toEqual(['Two', 'A']);
  });
});

describe('terms that were fixed before reasons were kept', () => {
  const terms = termsWith({ places: [approvers, leads], rules: [{ name: 'Old', because: [] }] });

  it('say the names of their rules, and claim no reason', () => {
    expect(rulesApplied(terms).map(({ sentence }) => spell(sentence))).toEqual(['Old']);
    expect(spell(approvalsNeeded(terms))).toBe('2 approvals');
    expect(terms.rules.every(isNameOnly)).toBe(true);
    expect(ruled([rule({ quorum: 2 })]).terms.rules.some(isNameOnly)).toBe(false);
  });
});

describe('what a request would need', () => {
  const ticket = rule({ name: 'Freeze', ticket: 'CHG[0-9]+' });

  it('is told with its times, and whom it reminds and calls when nobody answers', () => {
    const ruling = ruled([], {}, { escalation: { afterMs: 5 * MINUTE, to: { usergroups: ['SA'], users: ['UB'] } } });
    expect(spelled(needsOf(ruling, null))).toEqual([
      '1 approval, by user group SAPP',
      'It expires 30 min after its card is posted, and is to be sent within 15 min of the last approval',
      'After 22 min 30 s whoever can still approve is reminded, once',
      'After 5 min without an answer it also calls user group SA and user UB',
    ]);
  });

  it('is told with when whoever can still approve is reminded, where the policy wants that and there is time', () => {
    const reminded = (facts: Partial<Policy>) => spelled(needsOf(ruled([], {}, { reminder: true, ...facts }), null));
    expect(reminded({})).toContain('After 22 min 30 s whoever can still approve is reminded, once');
    expect(reminded({ expiresInMs: MINUTE }).join()).not.toContain('reminded');
    expect(reminded({ reminder: false }).join()).not.toContain('reminded');
  });

  it.each([
    [null, 'The comment has to name a ticket that matches CHG[0-9]+, as rule Freeze asks'],
    ['beaconing', 'The comment names no ticket that matches CHG[0-9]+, as rule Freeze asks'],
    ['beaconing, CHG42', 'The comment names a ticket that matches CHG[0-9]+, as rule Freeze asks'],
  ])('tells of the comment %j: %s', (comment, words) => {
    expect(spelled(needsOf(ruled([ticket], {}, {}, comment), comment)).at(-1)).toBe(words);
  });
});

describe('a refusal by the policy', () => {
  it('names every rule that forbids it, in its words', () => {
    const rules = [
      rule({ name: 'B', deny: 'No' }),
      rule({ name: 'A', deny: 'Never.' }),
      rule({ name: 'C', quorum: 2 }),
    ];
    const ruling = ruled(rules);
    expect(ruling.refusal?.says).toBe('2 rules of the policy do not allow this. “A”: Never. “B”: No.');
    expect(rulesOf(ruling).map(({ sentence }) => spell(sentence))).toEqual([
      'A, because it is about every machine: it does not allow this: Never.',
      'B, because it is about every machine: it does not allow this: No',
      'C, because it is about every machine: 2 approvals',
    ]);
  });

  it('tells the words of each of two rules of one name as its own', () => {
    const rules = [rule({ deny: 'One.' }), rule({ deny: 'Two.' })];
    expect(rulesOf(ruled(rules)).map(({ sentence }) => spell(sentence).slice(-4))).toEqual(['One.', 'Two.']);
  });
});

it('facts that are not known are said to be, and having no tags is not the same', () => {
  const unknown = { tags: null, value: null, group: '', os: null, risk: null };
  expect(spelled(factsLookedAt({ ...machineWith(), ...unknown }))).toEqual([
    'Tags: not known',
    'Value: not known',
    'Group: not known',
    'OS: not known',
    'Risk: not known',
  ]);
  expect(spelled(factsLookedAt(machineWith({ tags: [] })))[0]).toBe('Tags: none');
  expect(spelled(factsLookedAt(machineWith({ tags: ['a', 'b'] })))[0]).toBe('Tags: a, b');
});

it('a sentence is one line, whatever anybody has written into it', () => {
  expect(spell([{ rule: 'two\nlines' }, ': ', { foreign: 'bell\u0007, \u202Ereversed' }])).toBe(
    'two lines: bell ,  reversed',
  );
});
