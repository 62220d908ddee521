import type { Audience, Memberships } from '../../src/domain/audience';
import type { When } from '../../src/domain/matching';
import type { Policy, Rule } from '../../src/domain/policy';
import { warningsAbout } from '../../src/domain/policy-warnings';
import { group, MINUTE, policyWith, users } from './builders';

const nothingKnown: Memberships = new Map();
const known = (members: Readonly<Record<string, readonly string[]>>): Memberships =>
  new Map(Object.entries(members).map(([id, people]) => [id, new Set(people)]));

/** A policy about which there is nothing to say, unless these facts give a reason. */
const policy = (facts: Partial<Policy> = {}): Policy =>
  policyWith({ requestors: group('SREQ'), approvers: group('SAPP'), ...facts });
const rule = (facts: Partial<Rule>): Rule => ({ name: 'Rule', when: {}, ...facts });
const told = (facts: Partial<Policy>, members = nothingKnown) =>
  warningsAbout(policy(facts), members).map(({ path, says, weight }) => `${weight} ${path.join('.')}: ${says}`);

it('a plain policy has no warnings, whoever is in its groups or not known', () => {
  expect(told({})).toEqual([]);
  expect(told({}, known({ SREQ: ['U1', 'U2'], SAPP: ['U2', 'U3'] }))).toEqual([]);
});

describe('what can never match', () => {
  const about = (when: When) => told({ rules: [rule({ when, quorum: 2 })] });

  it.each<[string, When, string]>([
    [
      'a name for an id',
      { machine: { ids: ['dc-01'] } },
      'machine.ids.0: “dc-01” can never be a machine id, which is 40 hex characters: write names under names.',
    ],
    [
      'an id that is too short',
      { machine: { ids: ['a'.repeat(40), 'a'.repeat(39)] } },
      `machine.ids.1: “${'a'.repeat(39)}” can never be a machine id, which is 40 hex characters: write names under names.`,
    ],
    [
      'a pattern that is longer than ids',
      { machine: { ids: [`${'a'.repeat(41)}*`] } },
      `machine.ids.0: “${'a'.repeat(41)}*” can never be a machine id, which is 40 hex characters: write names under names.`,
    ],
    [
      'an id for a name',
      { machine: { names: ['A'.repeat(40)] } },
      `machine.names.0: “${'A'.repeat(40)}” is a machine id, not a name: write it under ids.`,
    ],
    [
      'a value that Defender never says',
      { machine: { value: ['High', 'Critical'] } },
      'machine.value.1: “Critical” is none of Defender’s words for this: Low, Normal, High.',
    ],
    [
      'a risk that Defender never says',
      { machine: { risk: ['Hi'] } },
      'machine.risk.0: “Hi” is none of Defender’s words for this: None, Informational, Low, Medium, High.',
    ],
    [
      'a system with a space',
      { machine: { os: ['Windows 11'] } },
      'machine.os.0: “Windows 11” can hardly match: Defender writes systems without spaces, such as Windows11 or WindowsServer2022.',
    ],
    [
      'an action that is off',
      { actions: ['offboard'] },
      'actions: offboard is off: the rule applies to nothing until the policy says allow: [offboard].',
    ],
  ])('is told: %s', (_, when, says) => {
    expect(about(when)).toEqual([`idle rules.0.when.${says}`]);
  });

  it.each<[string, When]>([
    ['an id in any case', { machine: { ids: ['aB'.repeat(20)] } }],
    ['the beginning of an id', { machine: { ids: ['ab*', '*ab', '?'.repeat(40), '*'] } }],
    ['every value', { machine: { value: ['low', 'NORMAL', 'Hi*', '*'] } }],
    ['every risk', { machine: { risk: ['none', 'informational', 'Low', 'Medium', 'High'] } }],
    ['systems', { machine: { os: ['windows*', 'Ubuntu', 'macOS'] } }],
    ['some actions that are on offer', { actions: ['offboard', 'isolate'] }],
    ['lists beside empty ones', { machine: { names: ['dc-*'], ids: [], tags: [] } }],
    ['nothing but actions', { actions: ['isolate'] }],
  ])('is not %s', (_, when) => {
    expect(about(when)).toEqual([]);
  });

  it('a machine whose lists are all empty is every machine, and that is told', () => {
    const says = 'It names no machine, so the rule applies to every one. Leave machine out if that is meant.';
    expect(about({ machine: { names: [], tags: [] } })).toEqual([`idle rules.0.when.machine: ${says}`]);
  });
});

describe('who is nobody is told', () => {
  it.each<[string, Partial<Policy>, Memberships, string]>([
    [
      'nobody may ask',
      { requestors: users() },
      nothingKnown,
      'requestors: Nobody may ask: nobody is listed. Add a user group or people.',
    ],
    [
      'nobody may approve',
      { approvers: users() },
      nothingKnown,
      'approvers: Nobody may approve: nobody is listed. Add a user group or people.',
    ],
    [
      'a group without members',
      {},
      known({ SREQ: ['U1'], SAPP: [] }),
      'approvers: Nobody may approve: SAPP has no members. Add people to it in Slack, or name others here.',
    ],
    [
      'a rule that nobody can satisfy',
      { rules: [rule({ name: 'Leads', approvers: users() })] },
      nothingKnown,
      'rules.0.approvers: Nobody can give the approval that “Leads” asks for: nobody is listed. Add a user group or people.',
    ],
  ])('%s', (_, facts, members, says) => {
    expect(told(facts, members)).toEqual([`stops ${says}`]);
  });
});

describe('a quorum', () => {
  const two = 'It takes approvals by 2 different people besides the requestor';
  const cure = 'Add people to the approvers, or ask for fewer approvals.';
  const never = (what: string, places = two) =>
    `${what} can never be approved. ${places}, and those who may approve are too few. ${cure}`;
  const when = (what: string, who: string, places = two) =>
    `${what} can never be approved when ${who} asks. ${places}, and too few are left. ${cure}`;

  it.each<[string, Partial<Policy>, Memberships, readonly string[]]>([
    [
      'that too few people can fill',
      { quorum: 2 },
      known({ SAPP: ['U1'] }),
      [`stops approvers: ${never('A request')}`],
    ],
    ['that enough people can fill', { quorum: 2 }, known({ SAPP: ['U1', 'U2'] }), []],
    ['of people one of whom is not known', { quorum: 2 }, nothingKnown, []],
    [
      'of listed people who are too few, without any look-up',
      { quorum: 3, approvers: users('U1', 'U2') },
      nothingKnown,
      [`stops approvers: ${never('A request', 'It takes approvals by 3 different people besides the requestor')}`],
    ],
    [
      'of listed people and a group that is not known',
      { quorum: 3, approvers: { usergroups: ['SX'], users: ['U1'] } },
      nothingKnown,
      [],
    ],
    [
      'that is out of reach when an approver asks',
      { quorum: 2, requestors: users('U1', 'U9') },
      known({ SAPP: ['U1', 'U2'] }),
      [`idle approvers: ${when('A request', 'U1')}`],
    ],
    [
      'that is out of reach whoever asks',
      { quorum: 2 },
      known({ SREQ: ['U1', 'U2'], SAPP: ['U1', 'U2'] }),
      [`stops approvers: ${never('A request')}`],
    ],
    [
      'that one and the same person would approve for themselves',
      { requestors: users('U1'), approvers: users('U1') },
      nothingKnown,
      [`stops approvers: ${never('A request', 'It takes an approval besides the requestor')}`],
    ],
    [
      'of a rule that wants more than there are',
      { rules: [rule({ name: 'Three', quorum: 3 })] },
      known({ SAPP: ['U1', 'U2'] }),
      [
        `stops rules.0.quorum: ${never('A request to which “Three” applies', 'It takes approvals by 3 different people besides the requestor')}`,
      ],
    ],
    [
      'of a rule whose lead is the only approver too',
      { rules: [rule({ name: 'Leads', approvers: group('SLEAD') })] },
      known({ SAPP: ['U1'], SLEAD: ['U1'] }),
      [`stops rules.0.approvers: ${never('A request to which “Leads” applies')}`],
    ],
    [
      'of a rule whose only lead asks',
      { requestors: users('U1', 'U2', 'U3'), rules: [rule({ name: 'Leads', approvers: group('SLEAD') })] },
      known({ SAPP: ['U1', 'U2', 'U3'], SLEAD: ['U1'] }),
      [`idle rules.0.approvers: ${when('A request to which “Leads” applies', 'U1')}`],
    ],
    [
      'of a rule that denies anyway',
      { rules: [rule({ quorum: 9, deny: 'No.', when: { actions: ['scan'] } })] },
      known({ SAPP: ['U1'] }),
      [],
    ],
  ])('%s', (_, facts, members, warnings) => {
    expect(told(facts, members)).toEqual(warnings);
  });

  it.each<[string, Partial<Policy>, Memberships, readonly string[]]>([
    ['with enough approvers', { allow: ['offboard'] }, known({ SREQ: ['U9'], SAPP: ['U1', 'U2'] }), []],
    ['whose approvers are not known', { allow: ['offboard'] }, nothingKnown, []],
    ['that is off', {}, known({ SREQ: ['U9'], SAPP: ['U1'] }), []],
    [
      'with one approver',
      { allow: ['offboard'] },
      known({ SREQ: ['U9'], SAPP: ['U1'] }),
      [
        'stops allow.0: Offboard can never be approved. It takes approvals by 2 different people besides the requestor, and those who may approve are too few. Add people to the approvers, or take it out of allow.',
      ],
    ],
    [
      'with two approvers of whom one may ask',
      { allow: ['offboard'] },
      known({ SREQ: ['U1', 'U9'], SAPP: ['U1', 'U2'] }),
      [
        'idle allow.0: Offboard can never be approved when U1 asks. It takes approvals by 2 different people besides the requestor, and too few are left. Add people to the approvers, or take it out of allow.',
      ],
    ],
    [
      'where nothing at all can be approved',
      { allow: ['offboard'], quorum: 2 },
      known({ SREQ: ['U9'], SAPP: ['U1'] }),
      [
        'stops approvers: A request can never be approved. It takes approvals by 2 different people besides the requestor, and those who may approve are too few. Add people to the approvers, or ask for fewer approvals.',
      ],
    ],
  ])('of an action that cannot be undone, %s', (_, facts, members, warnings) => {
    expect(told(facts, members)).toEqual(warnings);
  });

  it('that is out of reach for many names five of them', () => {
    const people = ['U1', 'U2', 'U3', 'U4', 'U5', 'U6', 'U7'];
    const [warning] = told({ quorum: 7, requestors: users(...people, 'U9'), approvers: users(...people) });
    expect(warning).toContain('when U1, U2, U3, U4, U5 or one of 2 others asks');
  });

  it('of two groups of a thousand is looked at in no time', () => {
    const crowd = Array.from({ length: 1_000 }, (_, index) => `U${index}`);
    const rules = Array.from({ length: 50 }, (_, index) =>
      rule({ name: `R${index}`, quorum: 5, approvers: group('SLEAD') }),
    );
    const before = process.cpuUsage().user;
    expect(told({ rules }, known({ SREQ: crowd, SAPP: crowd, SLEAD: crowd }))).toEqual([]);
    expect(process.cpuUsage().user - before).toBeLessThan(2_000_000);
  });
});

describe('an escalation', () => {
  const escalation = (afterMs: number, to: Audience) => ({ escalation: { afterMs, to } });

  it.each<[string, Partial<Policy>, Memberships, readonly string[]]>([
    ['to a group whose members are not known', escalation(10 * MINUTE, group('SLEAD')), nothingKnown, []],
    ['to approvers', escalation(10 * MINUTE, group('SLEAD')), known({ SAPP: ['U1', 'U2'], SLEAD: ['U2'] }), []],
    [
      'to people who are no approvers',
      escalation(10 * MINUTE, group('SBOSS')),
      known({ SAPP: ['U1'], SBOSS: ['U8', 'U9'] }),
      [
        'idle escalation.mention: None of those it calls is among approvers, so they can decide only where a rule names them. Add them to approvers, or call others.',
      ],
    ],
    [
      'to people of whom one is no approver',
      escalation(10 * MINUTE, users('U1', 'U9')),
      known({ SAPP: ['U1'] }),
      [
        'idle escalation.mention: U9 is called and not among approvers, so they can decide only where a rule names them. Add them to approvers, or call others.',
      ],
    ],
    [
      'to nobody',
      escalation(10 * MINUTE, users()),
      nothingKnown,
      ['idle escalation.mention: It calls nobody. Add a user group or people, or take it out.'],
    ],
    [
      'after the expiry',
      escalation(30 * MINUTE, group('SAPP')),
      nothingKnown,
      [
        'idle escalation.after: After 30 min every request has expired, so nobody is ever called. Make it shorter than expires_in, 30 min.',
      ],
    ],
    [
      'after the expiry of a rule',
      { ...escalation(10 * MINUTE, group('SAPP')), rules: [rule({ name: 'Fast', expiresInMs: 5 * MINUTE })] },
      nothingKnown,
      [
        'idle rules.0.expires_in: Where “Fast” applies, a request expires before anybody is called: escalation comes after 10 min.',
      ],
    ],
  ])('%s', (_, facts, members, warnings) => {
    expect(told(facts, members)).toEqual(warnings);
  });
});

describe('a rule', () => {
  const nothing =
    '“Rule” changes nothing: it asks for nothing stricter than the policy does without it. Make it stricter, or take it out.';

  it.each<[string, Partial<Rule>]>([
    ['that asks for nothing', {}],
    ['with longer times', { expiresInMs: 60 * MINUTE, sendWithinMs: 15 * MINUTE }],
    ['with the same quorum', { quorum: 1 }],
    ['with the same approvers', { approvers: group('SAPP') }],
  ])('%s changes nothing, and that is told', (_, facts) => {
    expect(told({ rules: [rule(facts)] })).toEqual([`idle rules.0.name: ${nothing}`]);
  });

  it.each<[string, Partial<Rule>]>([
    ['a shorter time', { expiresInMs: 29 * MINUTE }],
    ['less time to send', { sendWithinMs: 14 * MINUTE }],
    ['a higher quorum', { quorum: 2 }],
    ['approvers of its own', { approvers: group('SLEAD') }],
    ['a ticket', { ticket: 'INC\\d+' }],
    ['a denial', { deny: 'No.', when: { actions: ['scan'] } }],
  ])('with %s changes something', (_, facts) => {
    expect(told({ rules: [rule(facts)] })).toEqual([]);
  });

  it('whose ticket is in every comment is told', () => {
    const says = 'Every comment matches “(INC\\d+)?”, even one without a ticket.';
    expect(told({ rules: [rule({ ticket: '(INC\\d+)?' })] })).toEqual([`idle rules.0.ticket: ${says}`]);
  });

  it('that denies everything is told', () => {
    const says = '“Rule” denies every action on every machine.';
    expect(told({ rules: [rule({ deny: 'No.' })] })).toEqual([`stops rules.0.deny: ${says}`]);
  });
});
