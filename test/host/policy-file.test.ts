import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parsePolicy, readPolicyFile, warningsOf } from '../../src/host/policy-file';

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
    allow: [],
    expiresInMs: 1_800_000,
    sendWithinMs: 900_000,
    loggedOnUsers: false,
    mention: true,
    reminder: true,
    mostMachines: 25,
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
    reminder: true,
    mostMachines: 25,
    rules: [],
  });
});

it('every setting is read', () => {
  const all = `${base}quorum: 2
allow: [offboard]
expires_in: 1h
send_within: 90s
logged_on_users: true
mention: false
reminder: false
channels: [C1, G2]
escalation: { after: 10m, mention: { usergroups: [S2], users: [W3] } }
limits: { requests: 6/10m, refused_clicks: 5 / 1h }
most_machines: 100
rules:
  - name: Never
    when: { actions: [isolate], machine: { names: ["dc-*"], ids: ["*ab"], tags: [tier-0], risk: [High] } }
    quorum: 3
    expires_in: 5m
    send_within: 1m
    approvers: { users: [U4] }
    ticket: '\\bINC\\d{7}\\b'
    deny: Not from chat.
`;
  const { hash, ...policy } = policyOf(all);
  expect(policy).toEqual({
    requestors: { usergroups: [], users: ['U1'] },
    approvers: { usergroups: ['S1'], users: [] },
    channels: ['C1', 'G2'],
    quorum: 2,
    allow: ['offboard'],
    expiresInMs: 3_600_000,
    sendWithinMs: 90_000,
    loggedOnUsers: true,
    mention: false,
    reminder: false,
    escalation: { afterMs: 600_000, to: { usergroups: ['S2'], users: ['W3'] } },
    limits: { requests: { most: 6, perMs: 600_000 }, refusedClicks: { most: 5, perMs: 3_600_000 } },
    mostMachines: 100,
    rules: [
      {
        name: 'Never',
        when: {
          actions: ['isolate'],
          machine: { names: ['dc-*'], ids: ['*ab'], tags: ['tier-0'], risk: ['High'] },
        },
        quorum: 3,
        expiresInMs: 300_000,
        sendWithinMs: 60_000,
        approvers: { usergroups: [], users: ['U4'] },
        ticket: '\\bINC\\d{7}\\b',
        deny: 'Not from chat.',
      },
    ],
  });
});

it('a warning has its place in the file, and warnings come in its order', () => {
  const read = parsePolicy(`${base}rules:
  - name: Typo
    when: { machine: { value: [Hihg], risk: [High, Medum] } }
    quorum: 2
  - { name: Idle, when: {} }
`);
  if ('mistakes' in read) throw new Error('not a policy');
  expect(warningsOf(read, new Map()).map(({ line, column, message }) => `${line}:${column} ${message}`)).toEqual([
    '6:32 “Hihg” is none of Defender’s words for this: Low, Normal, High. Did you mean “High”?',
    '6:52 “Medum” is none of Defender’s words for this: None, Informational, Low, Medium, High. Did you mean “Medium”?',
    '8:13 “Idle” changes nothing: it asks for nothing stricter than the policy does without it. Make it stricter, or take it out.',
  ]);
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
    ['an unknown setting', `${base}quroum: 2\n`, ['4:1 quroum: there is no such setting; did you mean “quorum”?']],
    [
      'an unknown setting further down',
      `${base}rules:\n  - name: R\n    when: { machin: {} }\n`,
      ['6:13 rules.0.when.machin: there is no such setting; did you mean “machine”?'],
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
      'a verb with a slip',
      `${base}rules:\n  - name: R\n    when: { actions: [isolat, ofboard] }\n    deny: No.\n`,
      [
        '6:23 rules.0.when.actions.0: is not an action that Twokey offers; did you mean “isolate”?',
        '6:31 rules.0.when.actions.1: is not an action that Twokey offers; did you mean “offboard”?',
      ],
    ],
    [
      'an action that needs no leave, and a slip in one that does',
      `${base}allow: [isolate, ofboard]\n`,
      [
        '4:9 allow.0: is on offer without this, and needs no leave: take it out',
        '4:18 allow.1: is not an action that Twokey offers; did you mean “offboard”?',
      ],
    ],
    [
      'settings with slips, wherever they are',
      `${base}send_witin: 5m\nlimits: { request: 1/1m, refusedclicks: 1/1m }\nescalation: { after: 1m, mention: {}, mentions: {} }\n`,
      [
        '4:1 send_witin: there is no such setting; did you mean “send_within”?',
        '5:11 limits.request: there is no such setting; did you mean “requests”?',
        '5:26 limits.refusedclicks: there is no such setting; did you mean “refused_clicks”?',
        '6:39 escalation.mentions: there is no such setting; did you mean “mention”?',
      ],
    ],
    [
      'a list of machines with a slip',
      `${base}rules:\n  - { name: R, when: { machine: { tag: [x] } }, approvers: { groups: [S1] } }\n`,
      [
        '5:35 rules.0.when.machine.tag: there is no such setting; did you mean “tags”?',
        '5:62 rules.0.approvers.groups: there is no such setting; did you mean “usergroups”?',
      ],
    ],
    [
      'a name that two rules bear',
      `${base}rules:\n  - { name: Crown jewels, when: {}, quorum: 2 }\n  - { name: " crown Jewels", when: {}, quorum: 3 }\n`,
      [
        '6:13 rules.1.name: “ crown Jewels” is the name of another rule too; cards and refusals name rules, so give each its own',
      ],
    ],
    [
      'a limit without a time',
      `${base}limits: { requests: 60 }\n`,
      ['4:21 limits.requests: write a count and a stretch of time from a second to a day, such as 60/10m'],
    ],
    [
      'limits of nothing and without end',
      `${base}limits: { requests: 0/10m, refused_clicks: 5/30d }\n`,
      [
        '4:21 limits.requests: write a count and a stretch of time from a second to a day, such as 60/10m',
        '4:44 limits.refused_clicks: write a count and a stretch of time from a second to a day, such as 60/10m',
      ],
    ],
    [
      'an escalation after nothing, to nobody that is named',
      `${base}escalation: { after: 0s }\n`,
      ['4:13 escalation.mention: is missing', '4:22 escalation.after: write a number and a unit, such as 30m or 1h'],
    ],
    [
      'a ticket that is no regular expression',
      `${base}rules: [{ name: R, when: {}, ticket: "(INC" }]\n`,
      [
        '4:38 rules.0.ticket: is not a regular expression (Unterminated group); write one such as \\bINC\\d{7}\\b, in single quotes',
      ],
    ],
    [
      'a number for a tag',
      `${base}rules: [{ name: R, when: { machine: { tags: [2024] } }, deny: x }]\n`,
      ['4:46 rules.0.when.machine.tags.0: must be text; put it in quotes'],
    ],
    [
      'words that are blank',
      `${base}rules: [{ name: " ", when: { machine: { names: [""] } }, deny: "" }]\n`,
      [
        '4:17 rules.0.name: must not be empty',
        '4:49 rules.0.when.machine.names.0: must not be empty',
        '4:64 rules.0.deny: must not be empty',
      ],
    ],
    ['too many approvals', `${base}quorum: 21\n`, ['4:9 quorum: must be at most 20']],
    ['one word for a list', `${base}channels: C1\n`, ['4:11 channels: must be a list, such as [a, b]']],
    [
      'two mistakes',
      `${base}quorum: 0\nmention: perhaps\nreminder: 5m\n`,
      [
        '4:9 quorum: must be at least 1: a second person always has to approve',
        '5:10 mention: must be true or false',
        '6:11 reminder: must be true or false',
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

  it.each(['(a+)+$', '.*.*.*INC', 'a*a*a*b', '(INC|I.*)*x'])('a ticket that takes very long: %s', (ticket) => {
    expect(mistakesIn(`${base}rules: [{ name: R, when: {}, ticket: '${ticket}' }]\n`)).toEqual([
      expect.stringMatching(/^4:38 rules\.0\.ticket: can take very long on some comments; /),
    ]);
  });

  it.each(['\\bINC\\d{7}\\b', '(INC|CHG)-?\\d{4,8}', '[A-Z]+-\\d+', '\\p{L}+#\\d+', 'ticket: .+'])(
    'and a ticket that does not is taken: %s',
    (ticket) => {
      const { rules } = policyOf(`${base}rules: [{ name: R, when: {}, ticket: '${ticket}' }]\n`);
      expect(rules).toEqual([{ name: 'R', when: {}, ticket }]);
    },
  );

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
    const read = readPolicyFile(path);
    expect('policy' in read && read.policy).toEqual(policyOf(base));
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
