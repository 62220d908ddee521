import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parsePolicy, readPolicyFile } from '../../src/host/policy-file';

const base = 'version: 1\nrequestors: { users: [U1] }\napprovers: { usergroups: [S1] }\n';
const policyOf = (text: string) => {
  const read = parsePolicy(text);
  if ('mistakes' in read) throw new Error(JSON.stringify(read.mistakes));
  return read.policy;
};
const mistakesIn = (text: string): readonly string[] => {
  const read = parsePolicy(text);
  return 'policy' in read ? [] : read.mistakes.map(({ line, column, message }) => `${line}:${column} ${message}`);
};

const exampleOfTheDesign = `version: 1
requestors: { usergroups: [S0RESPONDERS], users: [] }   # an empty list means nobody, and start warns
approvers:  { usergroups: [S0APPROVERS], users: [] }
channels: [C0INCIDENT]        # left out: any channel the bot is in
quorum: 1                     # approvals by people other than the requestor; at least 1
expires_in: 30m               # to be approved
send_within: 15m              # from the last approval to the call; after that it needs approval again
mention: true                 # mention the approvers' group when the card is posted
rules:                        # every rule that matches applies; the strictest outcome wins; a rule on an unknown fact applies
  - name: Crown jewels
    when: { actions: [isolate, restrict], machine: { names: ["dc-*"], ids: [], tags: [tier-0], value: [High], groups: [], os: [] } }
    quorum: 2
    approvers: { usergroups: [S0LEADS] }   # each matching rule's approvers must be satisfied too; one person counts once
  - name: Not from chat
    when: { actions: [offboard] }
    deny: Offboarding is done in the portal.
`;

it('the example of the design is a policy', () => {
  const { hash, ...policy } = policyOf(exampleOfTheDesign);
  expect(hash).toMatch(/^[0-9a-f]{16}$/);
  expect(policy).toEqual({
    requestors: { usergroups: ['S0RESPONDERS'], users: [] },
    approvers: { usergroups: ['S0APPROVERS'], users: [] },
    channels: ['C0INCIDENT'],
    escalation: null,
    limits: { requests: { most: 60, perMs: 600_000 }, refusedClicks: { most: 20, perMs: 600_000 } },
    quorum: 1,
    expiresInMs: 1_800_000,
    sendWithinMs: 900_000,
    mention: true,
    rules: [
      {
        name: 'Crown jewels',
        when: {
          actions: ['isolate', 'restrict'],
          machine: { names: ['dc-*'], ids: [], tags: ['tier-0'], value: ['High'], groups: [], os: [] },
        },
        quorum: 2,
        approvers: { usergroups: ['S0LEADS'], users: [] },
      },
      { name: 'Not from chat', when: { actions: ['offboard'] }, deny: 'Offboarding is done in the portal.' },
    ],
  });
});

it('what is left out has its default', () => {
  expect(policyOf(base)).toMatchObject({
    requestors: { usergroups: [], users: ['U1'] },
    channels: null,
    quorum: 1,
    expiresInMs: 1_800_000,
    sendWithinMs: 900_000,
    mention: true,
    rules: [],
  });
});

it('an empty list of people means nobody, and one in a match is left to the policy to pass over', () => {
  const { rules } = policyOf(`${base}rules:\n  - { name: R, when: { machine: { ids: [], os: [] } }, approvers: {} }\n`);
  expect(rules).toEqual([
    { name: 'R', when: { machine: { ids: [], os: [] } }, approvers: { usergroups: [], users: [] } },
  ]);
  expect(policyOf('version: 1\nrequestors: {}\napprovers: { users: [] }\n')).toMatchObject({
    requestors: { usergroups: [], users: [] },
    approvers: { usergroups: [], users: [] },
  });
});

it('anchors may be used, and a byte order mark or Windows line ends do no harm', () => {
  const text = 'version: 1\nrequestors: &us { users: [U1, W2] }\napprovers: *us\n';
  expect(policyOf(text).approvers).toEqual({ usergroups: [], users: ['U1', 'W2'] });
  expect(policyOf(`\ufeff${text.replaceAll('\n', '\r\n')}`).approvers.users).toEqual(['U1', 'W2']);
});

it('the hash changes with every change of the text', () => {
  expect(policyOf(base).hash).toBe(policyOf(base).hash);
  expect(policyOf(`${base}# x\n`).hash).not.toBe(policyOf(base).hash);
});

describe('a mistake is named with its line and column:', () => {
  it.each<[string, string, readonly string[]]>([
    ['an unknown setting', `${base}quroum: 2\n`, ['4:1 quroum: there is no such setting']],
    [
      'an unknown setting further down',
      `${base}rules:\n  - name: R\n    when: { machin: {} }\n`,
      ['6:13 rules.0.when.machin: there is no such setting'],
    ],
    [
      'two unknown settings',
      `${base}a: 1\nb: 2\n`,
      ['4:1 a: there is no such setting', '5:1 b: there is no such setting'],
    ],
    ['a merge', `${base}<<: { quorum: 2 }\n`, ['4:1 <<: there is no such setting']],
    ['a setting twice', `${base}quorum: 1\nquorum: 2\n`, ['5:1 Map keys must be unique at line 5, column 1:']],
    ['a tab', `${base}rules:\n\t- x\n`, ['5:1 Tabs are not allowed as indentation at line 5, column 1:']],
    [
      'an anchor that is not there',
      `version: 1\nrequestors: *them\napprovers: {}\n`,
      ['2:13 *them: there is no such anchor'],
    ],
    ['another version', base.replace('version: 1', 'version: 2'), ['1:10 version: must be 1']],
    ['no version', base.replace('version: 1\n', ''), ['1:1 version: must be 1']],
    [
      'a quorum of nobody',
      `${base}quorum: 0\n`,
      ['4:9 quorum: must be at least 1: a second person always has to approve'],
    ],
    [
      'a duration without a unit',
      `${base}expires_in: 30\n`,
      ['4:13 expires_in: write a number and a unit, such as 30m or 1h'],
    ],
    [
      'a duration of nothing',
      `${base}send_within: 0m\n`,
      ['4:14 send_within: write a number and a unit, such as 30m or 1h'],
    ],
    [
      'a duration beyond all clocks',
      `${base}expires_in: 99999999d\n`,
      ['4:13 expires_in: write a number and a unit, such as 30m or 1h'],
    ],
    [
      'a name in place of an id',
      `${base}channels: ["#incident"]\n`,
      ['4:12 channels.0: is not the id of a Slack channel (C… or G…)'],
    ],
    [
      'a person among groups',
      base.replace('S1', 'U1'),
      ['3:27 approvers.usergroups.0: is not the id of a Slack user group (S…)'],
    ],
    [
      'a group among people',
      base.replace('U1', 'S1'),
      ['2:23 requestors.users.0: is not the id of a Slack user (U… or W…)'],
    ],
    [
      'an unknown action',
      `${base}rules:\n  - name: R\n    when:\n      actions: [isolate, explode]\n`,
      ['7:26 rules.0.when.actions.1: is not an action that Twokey offers'],
    ],
    [
      'two mistakes',
      `${base}quorum: 0\nmention: perhaps\n`,
      [
        '4:9 quorum: must be at least 1: a second person always has to approve',
        '5:10 mention: Invalid input: expected boolean, received string',
      ],
    ],
  ])('%s', (_, text, mistakes) => {
    expect(mistakesIn(text)).toEqual(mistakes);
  });

  it.each([
    ['nothing at all', '', /^1:1 the file: /],
    ['only a comment', '# later\n', /^\d:\d the file: /],
    ['a list', '- 1\n', /^1:1 the file: /],
    ['a word', 'yes\n', /^1:1 the file: /],
    ['two documents', `${base}---\n${base}`, /^4:1 Source contains multiple documents/],
    ['an empty list of channels', `${base}channels: []\n`, /^4:11 channels: /],
    [
      'an empty list of actions',
      `${base}rules: [{ name: R, when: { actions: [] } }]\n`,
      /^4:\d+ rules\.0\.when\.actions: /,
    ],
    ['a setting without a value', `${base}rules:\n`, /^\d:\d+ rules: /],
    ['a rule without a name', `${base}rules:\n  - when: {}\n`, /^5:5 rules\.0\.name: /],
    ['a rule without a condition', `${base}rules:\n  - name: R\n`, /^5:5 rules\.0\.when: /],
    ['half a quorum', `${base}quorum: 1.5\n`, /^4:9 quorum: /],
    ['no approvers', base.replace(/approvers.*\n/, ''), /^1:1 approvers: /],
    ['an open bracket', `${base}channels: [C1\n`, /^\d:\d+ /],
    ['binary', '\u0000\u0001', /^\d:\d+ /],
  ])('%s', (_, text, pattern) => {
    const [first] = mistakesIn(text);
    expect(first).toMatch(pattern);
  });

  it('aliases that multiply without bounds', () => {
    const bomb = [
      'a: &a [x, x]',
      ...'bcdefgh'.split('').map((key, i) => `${key}: &${key} [${`*${'abcdefgh'[i]}, `.repeat(9)}]`),
    ];
    expect(mistakesIn(`${bomb.join('\n')}\n`)).toEqual([expect.stringMatching(/^\d+:\d+ aliases multiply too often$/)]);
  });
});

describe('a file', () => {
  const folder = mkdtempSync(join(tmpdir(), 'twokey-policy-'));
  afterAll(() => rmSync(folder, { recursive: true }));

  it('is read', () => {
    const path = join(folder, 'policy.yml');
    writeFileSync(path, base);
    expect(readPolicyFile(path)).toEqual(parsePolicy(base));
  });

  it.each([
    ['that is not there', 'none.yml', 'ENOENT'],
    ['that is a folder', '', 'EISDIR'],
  ])('%s is a mistake with its cure', (_, name, code) => {
    expect(readPolicyFile(join(folder, name))).toEqual({
      mistakes: [
        { line: 0, column: 0, message: `cannot be read (${code}); set POLICY_FILE, and start from policy.example.yml` },
      ],
    });
  });
});
