import { createScenes, startRoomyWorld } from './scenes';
import { expectNoSecret } from './secrets';
import type { Transport, World } from './world';

describe.each<Transport>(['http', 'socket'])('stopping over %s', (transport) => {
  let world: World;
  let scene: ReturnType<typeof createScenes>;
  beforeAll(async () => {
    // Longer than a stop may take, and written out in full.
    world = await startRoomyWorld(transport, { env: { DEFENDER_TIMEOUT: '30s', LOG_LEVEL: 'trace' } });
    scene = createScenes(world);
  });
  afterAll(() => world.stop());
  beforeEach(() => world.start());
  afterEach(async () => {
    await world.bot().end('SIGTERM');
    expectNoSecret(world.bot().output());
    expect(world.slack.violations).toEqual([]);
    expect(world.defender.violations).toEqual([]);
  });

  /** Ends the bot, and resolves with how, and how long it took. */
  const stop = async (signal: NodeJS.Signals) => {
    const startedAt = performance.now();
    const exit = await world.bot().end(signal);
    return { ...exit, ms: performance.now() - startedAt };
  };

  test.each<NodeJS.Signals>(['SIGTERM', 'SIGINT'])('%s ends an idle Twokey with 0 at once', async (signal) => {
    const { code, ms } = await stop(signal);
    expect(code).toBe(0);
    expect(ms).toBeLessThan(4_000);
  });

  test('SIGTERM with a call to Defender, a message to Slack and a click in flight ends with 0 within ten seconds, and the next start loses none', async () => {
    const { slack, defender, ida, rosa } = world;
    const [called, clicked, asked] = [scene(), scene(), scene()];
    const calledCard = await called.ask('isolate');
    const clickedCard = await clicked.ask('restrict');
    slack.fail('chat.postMessage', 'hang', 9);
    const held = defender.fault({ method: 'POST', path: /isolate/, kind: 'hang-after' });
    await ida.click(calledCard, 'Approve');
    await defender.until(() => held.hits() === 1);
    await rosa.command(asked.channel, `/defender scan ${asked.machine} asked in vain`);
    const isAsked = () => slack.calls.filter(({ method }) => method === 'usergroups.users.list').length >= 4;
    await slack.until(isAsked);
    slack.fail('usergroups.users.list', 'hang', 3);
    expect((await ida.click(clickedCard, 'Approve')).status).toBe(200);

    const { code, ms } = await stop('SIGTERM');
    expect(code).toBe(0);
    expect(ms).toBeLessThan(10_000);
    expect(clicked.sent()).toEqual([]);
    held.release();
    held.clear();
    slack.heal();
    await world.start();

    await world.told(calledCard, 'Twokey recovered', 'found that the action had arrived');
    await world.shows(calledCard, 'Succeeded');
    await world.shows(clickedCard, 'Succeeded');
    await ida.click(await asked.nextCard(), 'Approve');
    await slack.until(() => asked.sent().length === 1, { timeoutMs: 15_000 });
    for (const { sent, channel } of [called, clicked, asked]) {
      expect(sent()).toHaveLength(1);
      expect(slack.channel(channel).messages()).toHaveLength(1);
    }
    expect(defender.actions().filter(({ machineId }) => machineId === called.machineId)).toHaveLength(1);
  }, 40_000);

  test('SIGTERM lets a call end that is answered in time, and its outcome is on record at the next start', async () => {
    const { defender, ida } = world;
    const { ask, sent } = scene();
    const card = await ask('isolate');
    const held = defender.fault({ method: 'POST', path: /isolate/, kind: 'hang-after' });
    await ida.click(card, 'Approve');
    await defender.until(() => held.hits() === 1);
    const stopping = stop('SIGTERM');
    await world.bot().logged('process.stopping');
    held.release();
    expect((await stopping).code).toBe(0);
    expect(world.bot().lines.filter(({ event }) => event === 'run.answered')).toHaveLength(1);
    await world.start();
    await world.shows(card, 'Succeeded');
    await world.told(card, 'Sent to Defender');
    expect(sent()).toHaveLength(1);
    expect(world.bot().output()).not.toContain('settle');
  });
});
