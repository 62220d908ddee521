import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DEFAULT_ROLES } from '../../simulator/entra/entra-simulator';
import { startBot } from './bot';
import { expectNoSecret } from './secrets';
import { POLICY, startWorld, type Transport, type World } from './world';

describe.each<Transport>(['http', 'socket'])('the doctor over %s', (transport) => {
  let world: World;
  beforeAll(async () => {
    // One examination after another asks more than Slack and Defender allow in a minute.
    const rateLimits = [{ calls: 10_000, windowMs: 60_000 }];
    world = await startWorld({ transport, slack: { rateLimits: 'off' }, defender: { rateLimits } });
  });
  afterAll(() => world.stop());
  afterEach(() => {
    expect(world.defender.actions()).toEqual([]);
    expect(world.slack.channel('C0INCIDENT').messages()).toEqual([]);
  });

  const examine = async (env: Readonly<Record<string, string>> = {}, policy = POLICY) => {
    writeFileSync(join(world.folder, 'policy.yml'), policy);
    const doctor = startBot(world.folder, { ...world.env, ...env }, ['doctor']);
    const { code } = await doctor.exited;
    const output = doctor.output();
    expectNoSecret(output, Object.values(env));
    expect(output).not.toMatch(/^\s+at /m);
    const bad = output.split('\n').filter((line) => line.startsWith('FAIL'));
    return { code, output, bad };
  };
  const VERBS = ['isolate', 'release', 'restrict', 'unrestrict', 'scan', 'quarantine', 'collect', 'offboard', 'cancel'];

  test('says verb by verb that everything will work, and exits 0', async () => {
    const { code, output, bad } = await examine();
    expect(bad).toEqual([]);
    expect(code).toBe(0);
    for (const verb of VERBS) expect(output).toMatch(new RegExp(`^ok +${verb} +will work$`, 'm'));
    for (const what of [
      'policy',
      'store',
      'Entra token',
      'Slack token',
      'Slack scope chat:write',
      'Slack user group S0APPROVERS',
    ]) {
      expect(output).toMatch(new RegExp(`^ok +${what} `, 'm'));
    }
    expect(output).toContain('Machine.Isolate');
    expect(output).toContain('Everything will work.');
    expect(world.slack.violations).toEqual([]);
  });

  test('waits for a second try of a read, instead of ending as if all were well', async () => {
    world.defender.fault({ method: 'GET', path: /machines/, kind: 'custom', status: 503, times: 1 });
    const once = await examine();
    expect(once.output).toContain('Everything will work.');
    expect(once.code).toBe(0);
    const away = world.defender.fault({ path: /./, kind: 'html', times: 1_000 });
    const { code, output, bad } = await examine();
    away.clear();
    expect(code).toBe(1);
    expect(bad).toContainEqual(expect.stringMatching(/^FAIL +read machines +will not work/));
    expect(output).toContain('checks failed.');
  });

  test('names a missing permission at every verb that needs it, and at no other', async () => {
    world.entra.setRoles(DEFAULT_ROLES.filter((role) => !['Machine.Isolate', 'Machine.Scan'].includes(role)));
    const { code, output, bad } = await examine();
    world.entra.setRoles(DEFAULT_ROLES);
    expect(code).toBe(1);
    expect(bad).toEqual([
      expect.stringMatching(
        /^FAIL +isolate +will not work: the app lacks Machine\.Isolate\. Add it in the app registration/,
      ),
      expect.stringMatching(/^FAIL +release +will not work: the app lacks Machine\.Isolate\./),
      expect.stringMatching(/^FAIL +scan +will not work: the app lacks Machine\.Scan\./),
    ]);
    expect(output).toMatch(/^ok +restrict +will work$/m);
    expect(output).toMatch(/^ok +cancel +will work$/m);
  });

  test('names the missing permission to read, without which nothing can be asked', async () => {
    world.entra.setRoles(DEFAULT_ROLES.filter((role) => role !== 'Machine.Read.All'));
    const { code, bad } = await examine();
    world.entra.setRoles(DEFAULT_ROLES);
    expect(code).toBe(1);
    expect(bad).toEqual([
      expect.stringMatching(/read machines +will not work: the app lacks Machine\.Read\.All/),
      expect.stringMatching(/read machine actions +will not work: the app lacks Machine\.Read\.All/),
    ]);
  });

  test('tells a wrong client secret by its AADSTS code and the id to quote, and everything else all the same', async () => {
    const { code, output, bad } = await examine({ AZURE_CLIENT_SECRET: 'wrong~secret~of~an~operator' });
    expect(code).toBe(1);
    expect(bad.join('\n')).toMatch(/AADSTS7000215.*Quote [0-9a-f-]{36} to its support/);
    expect(output).toMatch(/^ok +Slack token/m);
    expect(output).toMatch(/^ok +store/m);
  });

  test('tells a wrong Slack token with the cure', async () => {
    const { code, output, bad } = await examine({ SLACK_BOT_TOKEN: 'xoxb-wrong' });
    expect(code).toBe(1);
    expect(bad).toEqual([
      expect.stringMatching(/Slack token +auth\.test \(SLACK_BOT_TOKEN\) answered invalid_auth\. Set the token/),
    ]);
    expect(output).toMatch(/^ok +isolate/m);
  });

  test('tells user groups, people and channels of the policy that do not exist or cannot be used', async () => {
    const policy = `${POLICY.replace('[S0APPROVERS], users: []', '[S0APPROVERS, S0NOSUCH], users: [U0NOSUCH, U0GONE, U0GUEST, U0LENA]')}channels: [C0INCIDENT, C0OTHER, C0NOSUCH, C0SHARED]\n`;
    const { code, output, bad } = await examine({}, policy);
    expect(code).toBe(1);
    expect(bad).toEqual([
      expect.stringMatching(
        /Slack user group S0NOSUCH .*no_such_subteam\. A user group that the policy names does not exist or is disabled/,
      ),
      expect.stringMatching(/Slack user U0NOSUCH .*not known to Slack/),
      expect.stringMatching(/Slack user U0GONE .*deactivated/),
      expect.stringMatching(/Slack user U0GUEST .*guest/),
      expect.stringMatching(/Slack channel C0OTHER .*Twokey is not in this channel/),
      expect.stringMatching(/Slack channel C0NOSUCH /),
      expect.stringMatching(/Slack channel C0SHARED .*shared with another organisation/),
    ]);
    expect(output).toMatch(/^ok +Slack user U0LENA +Lena Falk/m);
    expect(output).toMatch(/^ok +Slack channel C0INCIDENT/m);
  });

  test('tells a missing scope and what it is for', async () => {
    world.slack.setScopes([
      'commands',
      'chat:write',
      'users:read',
      'channels:read',
      'groups:read',
      'app_mentions:read',
    ]);
    const { code, bad } = await examine();
    world.slack.setScopes([
      'commands',
      'chat:write',
      'users:read',
      'usergroups:read',
      'channels:read',
      'groups:read',
      'app_mentions:read',
    ]);
    expect(code).toBe(1);
    expect(bad[0]).toMatch(/Slack scope usergroups:read +missing, needed for approvers and requestors by user group/);
  });

  test('tells a policy of nobody, and one that cannot be read', async () => {
    const nobody = await examine(
      {},
      POLICY.replace('approvers: { usergroups: [S0APPROVERS]', 'approvers: { usergroups: []'),
    );
    expect(nobody.bad).toEqual([
      expect.stringMatching(/^FAIL +policy line 3 +Nobody may approve: nobody is listed\. Add a user group or people/),
    ]);
    const broken = await examine({}, `${POLICY}qourum: 2\n`);
    expect(broken.code).toBe(78);
    expect(broken.output).toContain('line 8, column 1: qourum: there is no such setting');
  });

  test('warns of what can hardly be meant, and fails what can never be approved, with Slack’s members', async () => {
    const rule = (name: string, more: string) =>
      `  - { name: ${name}, when: { machine: { value: [Hihg] } }, ${more} }\n`;
    const odd = await examine({}, `${POLICY}rules:\n${rule('Typo', 'send_within: 1m')}`);
    expect(odd.bad).toEqual([]);
    expect(odd.output).toMatch(/^warn +policy line 9 +“Hihg” is none of Defender’s words.*Did you mean “High”\?$/m);
    expect(odd.output).toContain('Everything will work. Warnings: 1.');
    expect(odd.code).toBe(0);
    world.slack.setGroupMembers('S0LEADS', ['U0LENA']);
    const leads = 'quorum: 9, approvers: { usergroups: [S0LEADS] }';
    const stuck = await examine({}, `${POLICY}rules:\n${rule('Leads', leads)}`);
    expect(stuck.bad).toEqual([
      expect.stringMatching(/^FAIL +policy line 9 +A request to which “Leads” applies can never be approved\./),
    ]);
    expect(stuck.output).toMatch(/^ok +Slack user group S0LEADS +1 member$/m);
    expect(stuck.code).toBe(1);
  });

  test('tells a store that cannot be written', async () => {
    const { bad, code } = await examine({ DATABASE_URL: 'sqlite:./policy.yml/twokey.db' });
    expect(code).toBe(1);
    expect(bad).toEqual([expect.stringMatching(/store said read-only: .*cannot be opened for writing/)]);
  });
});

describe('the doctor beside a Twokey that runs', () => {
  let world: World;
  beforeAll(async () => {
    world = await startWorld();
    await world.start();
  });
  afterAll(() => world.stop());

  test('finds the store in good hands, and leaves them alone', async () => {
    const doctor = startBot(world.folder, world.env, ['doctor']);
    expect(await doctor.exited).toEqual({ code: 0, signal: null });
    expect(doctor.output()).toMatch(/^ok +store +is in use by another Twokey/m);
    const card = await world.ask('restrict web-01 still here');
    await world.ida.click(card, 'Approve');
    await world.shows(card, 'Succeeded');
    expect(world.sent().filter(({ path }) => !path.includes('0'.repeat(40)))).toHaveLength(2);
  });
});

test('the doctor of Socket Mode tells a wrong app token with the cure', async () => {
  const world = await startWorld({ transport: 'socket' });
  try {
    const doctor = startBot(world.folder, { ...world.env, SLACK_APP_TOKEN: 'xapp-wrong' }, ['doctor']);
    expect((await doctor.exited).code).toBe(1);
    expect(doctor.output()).toMatch(/^FAIL +Slack app token .*\(SLACK_APP_TOKEN\) answered invalid_auth/m);
    expectNoSecret(doctor.output(), ['xapp-wrong']);
  } finally {
    await world.stop();
  }
});
