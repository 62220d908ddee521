import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { startBot } from './bot';
import { expectNoSecret } from './secrets';
import { startWorld, type Transport, type World } from './world';

const WRONG = 'wrong~secret~of~an~operator';

describe.each<Transport>(['http', 'socket'])('with a wrong client secret over %s', (transport) => {
  let world: World;
  beforeAll(async () => {
    world = await startWorld({ transport });
    await world.start({ AZURE_CLIENT_SECRET: WRONG });
  });
  afterAll(() => world.stop());

  const ready = async () => {
    const answer = await fetch(`${world.healthUrl}/readyz`);
    return { status: answer.status, body: await answer.text() };
  };

  test('Twokey runs, and tells the AADSTS code in its log, in the body of /readyz and to whoever asks, but never the secret', async () => {
    const { slack, entra, rosa, ida } = world;
    const bot = world.bot();
    await rosa.command('C0INCIDENT', '/defender restrict web-01 beaconing, case 4711');
    const answer = await world.whispered(rosa, 'Microsoft Entra said', 'AADSTS7000215', 'Your words are kept');
    expect(answer).toMatch(/Quote to Microsoft support: [0-9a-f-]{36}/);
    expect(bot.lines.filter(({ event }) => event === 'entra.token').map(({ code }) => code)).toContain('AADSTS7000215');
    const { status, body } = await ready();
    expect(status).toBe(200);
    expect(body).toContain('AADSTS7000215');
    expect(slack.channel('C0INCIDENT').messages()).toEqual([]);

    // The secret turns out to be right: it was only not there yet, or is changed at Microsoft.
    entra.setSecret(WRONG);
    const [whisper] = slack.ephemerals({ user: rosa.id });
    if (whisper === undefined) throw new Error('nothing was whispered');
    await rosa.click(whisper, 'Try again');
    const card = await slack.until(() => slack.channel('C0INCIDENT').messages()[0], { timeoutMs: 15_000 });
    await ida.click(card, 'Approve');
    await world.shows(card, 'Succeeded', 'beaconing, case 4711');
    expect((await ready()).body).not.toContain('AADSTS');
    expect(world.sent()).toHaveLength(1);
    expectNoSecret(`${bot.output()}${body}${(await ready()).body}`, [WRONG]);
    expect(slack.violations).toEqual([]);
    const everything = JSON.stringify([slack.channel('C0INCIDENT').everything(), slack.ephemerals()]);
    expect(everything).not.toContain(WRONG);
  });
});

describe('a credential that cannot be used', () => {
  let world: World;
  beforeAll(async () => {
    world = await startWorld();
    writeFileSync(join(world.folder, 'no-key.pem'), 'topsecret but no key');
  });
  afterAll(() => world.stop());

  test.each([
    ['a certificate that is not there', { AZURE_CLIENT_CERTIFICATE_PATH: './nowhere.pem' }, 'nowhere.pem'],
    ['a certificate file without a key', { AZURE_CLIENT_CERTIFICATE_PATH: './no-key.pem' }, 'no-key.pem'],
    ['a federated token that is not there', { AZURE_FEDERATED_TOKEN_FILE: './nowhere.jwt' }, 'nowhere.jwt'],
  ])('%s does not stop Twokey, and is told in the body of /readyz and to whoever asks', async (_, env, words) => {
    const { AZURE_CLIENT_SECRET: _secret, ...rest } = world.env;
    const bot = startBot(world.folder, { ...rest, ...env });
    try {
      await bot.logged('process.ready');
      await world.rosa.command('C0INCIDENT', '/defender restrict web-01 beaconing');
      await world.whispered(world.rosa, words);
      const body = await (await fetch(`${world.healthUrl}/readyz`)).text();
      expect(body).toContain(words);
      expectNoSecret(bot.output() + body, ['topsecret']);
    } finally {
      world.slack.reloadClients();
      expect(await bot.end('SIGTERM')).toEqual({ code: 0, signal: null });
    }
  });
});

test('an Entra that does not answer keeps Twokey from no click: it is ready all the same', async () => {
  const world = await startWorld({ env: { DEFENDER_TIMEOUT: '30s' } });
  try {
    world.entra.fail(100, 'hang');
    const began = performance.now();
    await world.start();
    expect(performance.now() - began).toBeLessThan(10_000);
    const { status } = await fetch(`${world.healthUrl}/readyz`);
    expect(status).toBe(200);
    const { status: acked } = await world.rosa.command('C0INCIDENT', '/defender help');
    expect(acked).toBe(200);
    await world.whispered(world.rosa, 'What Twokey can do');
  } finally {
    world.entra.heal();
    await world.stop();
  }
});
