import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startBot } from './bot';
import { POLICY } from './world';

const RULES = `${POLICY}channels: [C0INCIDENT]
rules:
  - name: Crown jewels
    when: { machine: { tags: ["tier-*"], value: [High] } }
    quorum: 2
    approvers: { usergroups: [S0LEADS] }
  - name: Change freeze
    when: { machine: { tags: [frozen] } }
    ticket: "CHG[0-9]{7}"
  - name: Jump hosts
    when: { actions: [isolate], machine: { names: ["jump-*"], ids: ["${'a'.repeat(40)}"] } }
    deny: Never from chat.
`;

describe('node dist/main.js policy explain', () => {
  let folder: string;
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'twokey-'));
    writeFileSync(join(folder, 'policy.yml'), RULES);
    writeFileSync(join(folder, 'other.yml'), POLICY);
    writeFileSync(join(folder, 'wrong.yml'), `${POLICY}qourum: 2\n`);
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  // No setting at all: neither Slack nor Defender is known to it.
  const run = async (words: readonly string[], env: Readonly<Record<string, string>> = {}) => {
    const process = startBot(folder, env, ['policy', ...words]);
    const { code } = await process.exited;
    return { code, output: process.output() };
  };
  const WHO = ['--user', 'U0ALICE', '--groups', 'S0RESPONDERS'];
  const PLAIN = ['--tags', '', '--value', 'Low', '--id', 'b'.repeat(40)];
  const explain = (machine: string, more: readonly string[] = [], who: readonly string[] = WHO) =>
    run(['explain', ...who, '--action', 'isolate', '--machine', machine, ...more]);

  test('says that it could be asked for, on what terms, and exits 0', async () => {
    const { code, output } = await explain('web-01.contoso.com', PLAIN);
    expect(code).toBe(0);
    for (const words of [
      'Isolate: web-01.contoso.com, asked for by U0ALICE',
      'It could be asked for.',
      'In channel C0INCIDENT',
      'Tags: none',
      'Value: Low',
      '1 approval, by user group S0APPROVERS',
      'the approval of U0ALICE would not count',
      'Rules that apply\n  none',
    ]) {
      expect(output).toContain(words);
    }
  });

  test('says where Defender can do it, and that it would be refused on a system where it cannot', async () => {
    const restrict = (os: string) =>
      run(['explain', ...WHO, '--action', 'restrict', '--machine', 'web-01.contoso.com', ...PLAIN, '--os', os]);
    const windows = await restrict('WindowsServer2022');
    expect(windows.code).toBe(0);
    expect(windows.output).toContain(
      'Where Defender can do it\n  Restrict app execution: Windows 10 1709 or later and Windows 11; Windows Server 2012 R2 or later',
    );
    const linux = await restrict('Ubuntu');
    expect(linux.code).toBe(2);
    expect(linux.output).toContain('“Restrict app execution” does not work on Ubuntu, which web-01.contoso.com runs.');
    expect((await explain('web-01.contoso.com', PLAIN)).output).toMatch(
      /Isolate: Windows 10 1703.*; Linux\n {2}Isolate, selective: Windows 10 1709/,
    );
  });

  test('takes what is not given for not known, says so, and lets rules on it apply', async () => {
    const { code, output } = await explain('web-01.contoso.com', ['--id', 'b'.repeat(40)]);
    expect(code).toBe(0);
    expect(output).toContain('Tags: not known');
    expect(output).toContain('What is not known counts as a match for every rule that looks at it.');
    expect(output).toContain(
      'Crown jewels, because its tags and its value are not known, which counts as a match: 2 approvals, one of them by user group S0LEADS',
    );
    expect(output).toContain(
      '2 approvals because of rule Crown jewels: 1 by user group S0APPROVERS; 1 by user group S0LEADS',
    );
    expect(output).toContain('The comment has to name a ticket that matches CHG[0-9]{7}, as rule Change freeze asks');
  });

  test('an id that is not given counts as one on a list', async () => {
    const { code, output } = await explain('web-01.contoso.com');
    expect(code).toBe(2);
    expect(output).toContain('Jump hosts, because its id is not known, which counts as a match');
  });

  test.each<[string, string, readonly string[], readonly string[], string]>([
    [
      'by a rule',
      'jump-01.contoso.com',
      PLAIN,
      WHO,
      'The policy rule “Jump hosts” does not allow this: Never from chat.',
    ],
    [
      'for a person in no group',
      'web-01.contoso.com',
      PLAIN,
      ['--user', 'U0ALICE', '--groups', ''],
      'Who can: user group S0RESPONDERS',
    ],
    ['in another channel', 'web-01.contoso.com', [...PLAIN, '--channel', 'C0OTHER'], WHO, 'Ask in C0INCIDENT.'],
    [
      'without its ticket',
      'web-01.contoso.com',
      ['--tags', 'frozen', '--value', 'Low', '--id', 'b'.repeat(40), '--comment', 'why'],
      WHO,
      'The comment names no ticket, and the policy asks for one',
    ],
    ['with an empty comment', 'web-01.contoso.com', [...PLAIN, '--comment', ' '], WHO, 'The comment is empty'],
  ])('exits 2 when it would be refused %s', async (_, machine, more, who, words) => {
    const { code, output } = await explain(machine, more, who);
    expect(output).toContain('It would be refused.');
    expect(output).toContain(words);
    expect(code).toBe(2);
  });

  test('a ticket that the comment names is said to be there', async () => {
    const facts = ['--tags', 'frozen', '--value', 'Low', '--id', 'b'.repeat(40), '--channel', 'C0INCIDENT'];
    const { code, output } = await explain('web-01.contoso.com', [...facts, '--comment', 'beaconing, CHG0012345']);
    expect(output).toContain('The comment names a ticket that matches CHG[0-9]{7}, as rule Change freeze asks');
    expect(code).toBe(0);
  });

  test('takes a machine by its id alone, and then its name for not known', async () => {
    const { code, output } = await explain('B'.repeat(40), ['--tags', '', '--value', 'Low']);
    expect(output).toContain('Name: not known');
    expect(output).toContain('Jump hosts, because its name is not known');
    expect(code).toBe(2);
  });

  test('an approver is told that the approval would count', async () => {
    const who = ['--user', 'U0IDA', '--groups', 'S0APPROVERS,S0RESPONDERS'];
    expect((await explain('web-01.contoso.com', PLAIN, who)).output).toContain('the approval of U0IDA could count');
  });

  test('says that no groups were given, and how to give them, where only a group could let somebody ask', async () => {
    const { code, output } = await explain('web-01.contoso.com', PLAIN, ['--user', 'U0ALICE']);
    expect(output).toContain('It would be refused, unless U0ALICE is in user group S0RESPONDERS.');
    expect(output).toContain(
      'No user groups were given for U0ALICE: name those that they are in with --groups S…,S…, or --groups "" when in none.',
    );
    expect(output).toContain('the approval of U0ALICE could count only by a user group.');
    expect(code).toBe(2);
    const inNone = await explain('web-01.contoso.com', PLAIN, ['--user', 'U0ALICE', '--groups', '']);
    expect(inNone.output).toContain('It would be refused.');
    expect(inNone.output).toContain('the approval of U0ALICE would not count.');
    expect(inNone.output).not.toContain('No user groups were given');
    const denied = await explain('jump-01.contoso.com', PLAIN, ['--user', 'U0ALICE']);
    expect(denied.output).toContain('It would be refused.');
    expect(denied.output).toContain('No user groups were given');
  });

  test('names everything that is wrong with the words at once, says what to type, and exits 64', async () => {
    const { code, output } = await run(['explain', '--user', 'alice', '--acton', 'isolate', '--action', 'islate', 'x']);
    expect(code).toBe(64);
    for (const words of [
      'There is no --acton. Did you mean --action?',
      '--action: “islate” is not an action. Did you mean isolate?',
      '--user: “alice” is not the id of a Slack user',
      '“x” belongs to no flag',
      'Missing: --machine.',
      'npm run policy -- explain --user U… --action ACTION --machine NAME',
    ]) {
      expect(output).toContain(words);
    }
    const nothing = await run(['explain']);
    expect(nothing.code).toBe(64);
    expect(nothing.output).toContain('Missing: --user, --action, --machine.');
  });

  test.each<[readonly string[], string]>([
    [['--tags', '--value', 'Low'], '--tags needs a value behind it.'],
    [['--tags', 'a', '--tags', 'b'], '--tags is given twice; put commas between several values.'],
    [['--channel', 'incident'], '--channel: “incident” is not the id of a Slack channel'],
    [
      ['--value', 'hihg'],
      '--value: “hihg” is none of Defender’s words for this: Low, Normal, High. Did you mean High?',
    ],
    [
      ['--risk', 'sever'],
      '--risk: “sever” is none of Defender’s words for this: None, Informational, Low, Medium, High.',
    ],
    [['--id', 'web'], '--id: “web” is not the id of a machine'],
  ])('%j is wrong usage', async (more, words) => {
    const { code, output } = await explain('web-01.contoso.com', more);
    expect(code).toBe(64);
    expect(output).toContain(words);
  });

  test('reads the file that it is given, else the one that Twokey would take', async () => {
    expect((await explain('jump-01.contoso.com', ['--policy', 'other.yml'])).output).toContain(
      'It could be asked for.',
    );
    const words = ['explain', ...WHO, '--action', 'isolate', '--machine', 'jump-01.contoso.com'];
    expect((await run(words, { POLICY_FILE: 'other.yml' })).output).toContain('It could be asked for.');
    const wrong = await explain('web-01.contoso.com', ['--policy', 'wrong.yml']);
    expect(wrong.code).toBe(78);
    expect(wrong.output).toContain('wrong.yml:8:1: qourum');
    const none = await explain('web-01.contoso.com', ['--policy', 'nope.yml', '--value', 'high', '--risk', '']);
    expect(none.output).toContain('nope.yml: cannot be read (ENOENT); check its name');
  });
});
