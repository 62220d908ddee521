import { mkdirSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { join } from 'node:path';
import { type Bot, startBot } from './bot';
import { expectNoSecret } from './secrets';
import { POLICY, startWorld, type World } from './world';

/** A process that must end by itself: its exit code, and everything that it wrote. */
const ending = async (bot: Bot) => ({ code: (await bot.exited).code, output: bot.output() });

describe('a start that cannot succeed', () => {
  let world: World;
  beforeAll(async () => {
    world = await startWorld();
  });
  afterAll(() => world.stop());

  const attempt = async (env: Readonly<Record<string, string>>, keep: readonly string[] = Object.keys(world.env)) => {
    const kept = Object.fromEntries(Object.entries(world.env).filter(([name]) => keep.includes(name)));
    const ended = await ending(startBot(world.folder, { ...kept, ...env }));
    expectNoSecret(ended.output, [...Object.values(env).filter((value) => value.includes('topsecret'))]);
    // A person is told what to do, and not where in the program it came up.
    expect(ended.output).not.toMatch(/^\s+at /m);
    return ended;
  };

  test('without any setting it exits with 78 and one message that lists every problem with its cure', async () => {
    const { code, output } = await attempt({}, []);
    expect(code).toBe(78);
    expect(output.match(/Twokey cannot start/g)).toHaveLength(1);
    for (const words of [
      'SLACK_BOT_TOKEN: is missing; copy the Bot User OAuth Token',
      'SLACK_SIGNING_SECRET: is missing; copy the Signing Secret',
      'AZURE_TENANT_ID: is missing; copy',
      'AZURE_CLIENT_ID: is missing; copy',
      'AZURE_CLIENT_SECRET: is missing; set it, or AZURE_CLIENT_CERTIFICATE_PATH, or AZURE_FEDERATED_TOKEN_FILE',
    ]) {
      expect(output).toContain(words);
    }
  });

  test('malformed settings are listed all at once, and no secret among them is repeated', async () => {
    const malformed = {
      SLACK_BOT_TOKEN: 'xoxp-topsecret-1',
      SLACK_APP_TOKEN: 'xoxb-topsecret-2',
      SLACK_API_URL: 'http://slack.example/api/',
      PORT: '99999',
      HEALTH_PORT: 'http',
      AZURE_TENANT_ID: 'contoso/../other',
      AZURE_CLIENT_ID: 'an app of ours',
      AZURE_AUTHORITY_HOST: 'login.example',
      DEFENDER_CLOUD: 'moon',
      DEFENDER_API_URL: 'ftp://defender.example',
      DEFENDER_RATE_LIMITS: 'plenty',
      DEFENDER_TIMEOUT: 'soon',
      DISPATCH_GRACE: '-1s',
      TRACK_INTERVAL: '5',
      DATABASE_URL: 'mysql://localhost/twokey',
      LOG_LEVEL: 'loud',
      REHEARSAL: 'maybe',
    };
    const { code, output } = await attempt(malformed);
    expect(code).toBe(78);
    for (const name of Object.keys(malformed)) expect(output).toContain(`${name}: `);
    expect(output).not.toContain('topsecret');
  });

  test.each([
    ['that is not there', './no-such-policy.yml', 'cannot be read (ENOENT); set POLICY_FILE'],
    ['that is a folder', '.', 'cannot be read (EISDIR)'],
  ])('a policy file %s ends the start with the cure', async (_, path, words) => {
    const { code, output } = await attempt({ POLICY_FILE: path });
    expect(code).toBe(78);
    expect(output).toContain(words);
    expect(output).toContain(path);
  });

  test.each([
    ['is no YAML', 'version: 1\nrequestors: [', /line 2, column \d+/],
    ['holds an unknown setting', `${POLICY}qourum: 2\n`, /line 8, column 1: qourum: there is no such setting/],
    [
      'asks for no second person',
      POLICY.replace('quorum: 1', 'quorum: 0'),
      /line 4, column \d+: quorum: must be at least 1/,
    ],
    [
      'names a group by its handle',
      POLICY.replace('[S0APPROVERS]', '["@approvers"]'),
      /line 3, column \d+: .*is not the id of a Slack user group/,
    ],
    [
      'has a duration without a unit',
      POLICY.replace('30m', '30'),
      /line 5, column \d+: expires_in: write a number and a unit/,
    ],
    [
      'has a rule for an action that does not exist',
      `${POLICY}rules:\n  - name: X\n    when: { actions: [explode] }\n`,
      /line 10, column \d+: .*is not an action/,
    ],
  ])('a policy that %s ends the start with the line', async (_, policy, words) => {
    writeFileSync(join(world.folder, 'wrong.yml'), policy);
    const { code, output } = await attempt({ POLICY_FILE: 'wrong.yml' });
    expect(code).toBe(78);
    expect(output).toMatch(words);
  });

  test('a wrong bot token ends the start cleanly, with the cure', async () => {
    const { code, output } = await attempt({ SLACK_BOT_TOKEN: 'xoxb-1-topsecret' });
    expect(code).toBe(78);
    expect(output).toContain('Twokey cannot start. Slack: auth.test (SLACK_BOT_TOKEN) answered invalid_auth.');
    expect(output).toContain('Set the token to the one that Slack shows for the installed app');
  });

  test('a wrong app token ends the start of Socket Mode cleanly, with the cure', async () => {
    const { code, output } = await attempt({ SLACK_APP_TOKEN: 'xapp-1-topsecret' });
    expect(code).toBe(78);
    expect(output).toContain('(SLACK_APP_TOKEN) answered invalid_auth.');
  });

  test.each([
    ['PORT', 'Cannot listen on 127.0.0.1'],
    ['HEALTH_PORT', 'Cannot listen on 127.0.0.1'],
  ])('%s that is taken ends the start with the cure', async (name, words) => {
    const other = createServer();
    await new Promise<void>((resolve) => void other.listen(0, '127.0.0.1', resolve));
    const address = other.address();
    const port = typeof address === 'object' && address !== null ? address.port : 0;
    const { code, output } = await attempt({ [name]: String(port) }).finally(() => other.close());
    expect(code).toBe(78);
    expect(output).toContain(words);
    expect(output).toContain(`Set HOST and ${name}`);
  });

  test('a file that is no database, or a damaged one, is refused with the cure and left as it is', async () => {
    mkdirSync(join(world.folder, 'broken'));
    writeFileSync(
      join(world.folder, 'broken/twokey.db'),
      'this was never a database, but it is long enough to look like one'.repeat(90),
    );
    const { code, output } = await attempt({ DATABASE_URL: 'sqlite:./broken/twokey.db' });
    expect(code).toBe(1);
    expect(output).toMatch(
      /Twokey cannot start\. store: .*broken\/twokey\.db is damaged or is not a Twokey store\. Stop Twokey and restore a backup/,
    );
  });

  test('a store in a folder that cannot be written is refused with the cure', async () => {
    // Works for root too, whom no permission keeps out.
    const { code, output } = await attempt({ DATABASE_URL: 'sqlite:./policy.yml/twokey.db' });
    expect(code).toBe(1);
    expect(output).toMatch(
      /store: .*cannot be opened for writing\. Check that its folder exists and that this process may write/,
    );
    const inProc = await attempt({ DATABASE_URL: 'sqlite:/proc/twokey.db' });
    expect(inProc.output).toContain('cannot be opened for writing');
  });
});

describe('a start beside another Twokey', () => {
  let world: World;
  beforeAll(async () => {
    world = await startWorld();
    await world.start();
  });
  afterAll(() => world.stop());

  test('a second process on the same store is refused, and the first one works on', async () => {
    const second = await ending(startBot(world.folder, { ...world.env, PORT: '0', HEALTH_PORT: '0' }));
    expect(second.code).toBe(1);
    expect(second.output).toMatch(/store: .*twokey\.db is in use by another Twokey process\. Stop that process first/);
    expectNoSecret(second.output);
    const card = await world.ask('restrict web-01 still here');
    await world.ida.click(card, 'Approve');
    await world.shows(card, 'Succeeded');
    expectNoSecret(world.bot().output());
  });
});
