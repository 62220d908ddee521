import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type SlackSimulator, startSlackSimulator } from '../../simulator/slack/slack-simulator';
import { startBot } from './bot';
import { POLICY, startWorld } from './world';

const VALID = `version: 1
requestors: { usergroups: [S0RESPONDERS] }
approvers: { usergroups: [S0APPROVERS] }
rules:
  - name: Crown jewels
    when: { machine: { tags: [tier-0] } }
    approvers: { usergroups: [S0LEADS] }
`;
const NOT_LOOKED_UP =
  'Who is in the user groups was not looked up: set SLACK_BOT_TOKEN, here or in .env, to find groups with too few members.';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'twokey-policy-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

/** Runs the built program on a folder with these files, with no setting but what is given. */
const policy = async (
  args: readonly string[],
  files: Readonly<Record<string, string>> = {},
  env: Readonly<Record<string, string>> = {},
) => {
  for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text);
  const run = startBot(folder, env, ['policy', ...args]);
  const { code } = await run.exited;
  expect(readdirSync(folder).toSorted()).toEqual(Object.keys(files).toSorted());
  const output = run.output();
  expect(output).not.toMatch(/^\s+at /m);
  return { code, lines: output.trimEnd().split('\n') };
};

describe('checking a policy file, without any other setting,', () => {
  test('finds a valid one valid, by its hash, and says that groups were not looked up', async () => {
    const { code, lines } = await policy(['check', 'new.yml'], { 'new.yml': VALID });
    expect(lines).toEqual([expect.stringMatching(/^new\.yml: valid, 1 rule, hash [0-9a-f]{16}$/), NOT_LOOKED_UP]);
    expect(code).toBe(0);
  });

  test('warns of what can hardly be meant, each at its place, and takes the file all the same', async () => {
    const odd = `${VALID}  - name: Valuable
    when: { machine: { value: [Hihg], ids: [dc-01] } }
    quorum: 2
  - name: Idle
    when: { actions: [isolate] }
escalation: { after: 1h, mention: { usergroups: [S0LEADS] } }
`;
    const { code, lines } = await policy(['check', 'odd.yml'], { 'odd.yml': odd });
    expect(lines).toEqual([
      expect.stringMatching(/^odd\.yml: valid, 3 rules, hash [0-9a-f]{16}$/),
      'odd.yml:9:32: warning: “Hihg” is none of Defender’s words for this: Low, Normal, High. Did you mean “High”?',
      'odd.yml:9:45: warning: “dc-01” can never be a machine id, which is 40 hex characters: write names under names.',
      'odd.yml:11:11: warning: “Idle” changes nothing: it asks for nothing stricter than the policy does without it. Make it stricter, or take it out.',
      'odd.yml:13:22: warning: After 1 h every request has expired, so nobody is ever called. Make it shorter than expires_in, 30 min.',
      NOT_LOOKED_UP,
    ]);
    expect(code).toBe(0);
  });

  test('names every mistake at once, with line and column and what was probably meant', async () => {
    const bad = VALID.replace('usergroups: [S0LEADS]', 'usergroup: [S0LEADS]').replace(
      'version: 1',
      'version: 1\nqourum: 2',
    );
    const { code, lines } = await policy(['check', 'bad.yml'], { 'bad.yml': `${bad}    ticket: '(a+)+'\n` });
    expect(lines).toEqual([
      'bad.yml:2:1: qourum: there is no such setting; did you mean “quorum”?',
      'bad.yml:8:18: rules.0.approvers.usergroup: there is no such setting; did you mean “usergroups”?',
      expect.stringMatching(/^bad\.yml:9:13: rules\.0\.ticket: can take very long on some comments; /),
    ]);
    expect(code).toBe(1);
  });

  test('says what to do about a file that is not there', async () => {
    const { code, lines } = await policy(['check', 'none.yml']);
    expect(lines).toEqual([
      'none.yml: cannot be read (ENOENT); check its name, or copy policy.example.yml to start from',
    ]);
    expect(code).toBe(1);
    const unnamed = await policy(['check']);
    expect(unnamed.lines).toEqual([
      './policy.yml: cannot be read (ENOENT); set POLICY_FILE, and start from policy.example.yml',
    ]);
  });

  test('takes policy.yml, or the one that POLICY_FILE names, where no file is given', async () => {
    const here = await policy(['check'], { 'policy.yml': VALID });
    expect(here.lines[0]).toMatch(/^\.\/policy\.yml: valid, 1 rule/);
    const named = await policy(
      ['check'],
      { 'policy.yml': VALID, 'other.yml': 'version: 2\n' },
      { POLICY_FILE: 'other.yml' },
    );
    expect(named.lines[0]).toBe('other.yml:1:1: requestors: is missing');
    expect(named.code).toBe(1);
  });

  test('is one of the things that policy by itself lists', async () => {
    for (const args of [[], ['chekc']]) {
      const { code, lines } = await policy(args);
      expect(lines[0]).toBe('Usage:');
      expect(lines.join('\n')).toContain('npm run policy -- check [FILE]');
      expect(code).toBe(64);
    }
  });
});

describe('checking a policy file with a Slack token', () => {
  let slack: SlackSimulator;
  let env: Readonly<Record<string, string>>;
  beforeAll(async () => {
    slack = await startSlackSimulator();
    env = { SLACK_BOT_TOKEN: slack.botToken, SLACK_API_URL: slack.apiUrl };
  });
  afterAll(() => slack.stop());

  const check = async (
    text: string,
    more: Readonly<Record<string, string>> = {},
    files: Readonly<Record<string, string>> = {},
  ) => {
    const { code, lines } = await policy(
      ['check', 'policy.yml'],
      { 'policy.yml': text, ...files },
      { ...env, ...more },
    );
    expect(lines.join('\n')).not.toContain(slack.botToken);
    expect(lines[0]).toMatch(/^policy\.yml: valid, 1 rule, hash /);
    expect(code).toBe(0);
    return lines.slice(1);
  };

  test('finds groups with enough members good', async () => {
    slack.setGroupMembers('S0APPROVERS', ['U0TOM', 'U0IDA', 'U0MAX']);
    slack.setGroupMembers('S0LEADS', ['U0IDA', 'U0LENA']);
    expect(await check(VALID)).toEqual([]);
    expect(slack.violations).toEqual([]);
  });

  test('warns of a group with too few members', async () => {
    slack.setGroupMembers('S0APPROVERS', ['U0IDA']);
    slack.setGroupMembers('S0LEADS', ['U0IDA']);
    expect(await check(VALID)).toEqual([
      'policy.yml:7:16: warning: A request to which “Crown jewels” applies can never be approved. It takes approvals by 2 different people besides the requestor, and those who may approve are too few. Add people to the approvers, or ask for fewer approvals.',
    ]);
  });

  test('warns of a requestor without whom too few are left', async () => {
    slack.setGroupMembers('S0RESPONDERS', ['U0ROSA', 'U0TOM', 'U0LENA']);
    slack.setGroupMembers('S0APPROVERS', ['U0TOM', 'U0IDA']);
    slack.setGroupMembers('S0LEADS', ['U0LENA']);
    expect(await check(VALID)).toEqual([expect.stringContaining('applies can never be approved when U0LENA asks.')]);
  });

  test('warns of a group without members', async () => {
    slack.setGroupMembers('S0APPROVERS', ['U0TOM', 'U0IDA']);
    slack.setGroupMembers('S0LEADS', []);
    expect(await check(VALID)).toEqual([
      'policy.yml:7:16: warning: Nobody can give the approval that “Crown jewels” asks for: S0LEADS has no members. Add people to it in Slack, or name others here.',
    ]);
  });

  test('warns at each place of a group that Slack does not have, and looks the others up all the same', async () => {
    slack.setGroupMembers('S0APPROVERS', []);
    const gone = VALID.replace('S0LEADS', 'S0NOSUCH').replace('[S0RESPONDERS]', '[S0RESPONDERS, S0NOSUCH]');
    const says =
      'warning: Slack has no user group S0NOSUCH, or it is disabled: nobody is in it. Correct the id, or name others.';
    expect(await check(gone)).toEqual([
      `policy.yml:2:42: ${says}`,
      expect.stringMatching(/^policy\.yml:3:12: warning: Nobody may approve: S0APPROVERS has no members\./),
      `policy.yml:7:31: ${says}`,
    ]);
    const calling = `${VALID}escalation: { after: 5m, mention: { usergroups: [S0LEADS, S0NOSUCH] } }\n`;
    expect(await check(calling)).toContain(`policy.yml:8:59: ${says}`);
  });

  test('takes the token from .env, and says when Slack refuses it, without showing it', async () => {
    const lines = await check(VALID, { SLACK_BOT_TOKEN: '' }, { '.env': 'SLACK_BOT_TOKEN=xoxb-of-somebody-else\n' });
    // What is set, even to nothing, wins over .env.
    expect(lines).toEqual([NOT_LOOKED_UP]);
    const { SLACK_BOT_TOKEN, ...others } = env;
    const files = { 'policy.yml': VALID, '.env': 'SLACK_BOT_TOKEN=xoxb-of-somebody-else\n' };
    const refused = await policy(['check', 'policy.yml'], files, others);
    expect(refused.code).toBe(0);
    expect(refused.lines.slice(1)).toHaveLength(3);
    for (const line of refused.lines.slice(1))
      expect(line).toMatch(/^Who is in S0\w+ could not be looked up: .*invalid_auth/);
    expect(refused.lines.join('\n')).not.toContain('xoxb-of');
  });

  test('names a setting that cannot be used', async () => {
    const { code, lines } = await policy(
      ['check', 'policy.yml'],
      { 'policy.yml': VALID },
      { SLACK_BOT_TOKEN: 'token' },
    );
    expect(code).toBe(1);
    expect(lines).toEqual([
      'Mend these settings, or unset them:',
      expect.stringMatching(/^ {2}SLACK_BOT_TOKEN: must start with xoxb-/),
    ]);
  });
});

test('a start logs the same warnings, each with its line, and starts all the same', async () => {
  const odd = `${POLICY}rules:\n  - { name: Idle, when: {} }\n`;
  const world = await startWorld({ policy: odd });
  try {
    const bot = await world.start();
    const { lines } = await policy(['check', 'policy.yml'], { 'policy.yml': odd });
    const warned = bot.lines.filter(({ event }) => event === 'policy.warning');
    expect(warned).toEqual([expect.objectContaining({ level: 'warn', line: 9 })]);
    expect(lines[1]).toBe(`policy.yml:9:13: warning: ${warned[0]?.['message']}`);
  } finally {
    await world.stop();
  }
});
