import { Fault } from '../../../src/domain/fault';
import { eventually, INCIDENT, type SlackWorld, slackWorld } from '../slack-world';

let world: SlackWorld;
const crashes: unknown[] = [];
const noteCrash = (reason: unknown) => crashes.push(reason);

beforeEach(async () => {
  crashes.length = 0;
  process.on('unhandledRejection', noteCrash);
  world = await slackWorld({ mode: 'socket' });
});
afterEach(async () => {
  await world.stop();
  process.off('unhandledRejection', noteCrash);
  expect(crashes).toEqual([]);
});

const start = async () => {
  await world.slack.start(world.flow);
  await world.sim.until(() => world.sim.openSockets() === 2);
};
const help = async () => (await world.rosa.command(INCIDENT, '/defender help')).status;

describe('over Socket Mode', () => {
  it('commands, forms and clicks arrive as over HTTP', async () => {
    await start();
    expect(world.slack.health().isConnected).toBe(true);
    await world.rosa.command(INCIDENT, '/defender restrict web-01');
    const view = await world.rosa.nextView();
    expect((await world.rosa.submit(view, { Comment: ' ' })).errors).toHaveProperty(['Comment']);
    await world.rosa.submit(view, { Comment: 'beaconing' });
    await eventually(() => world.asks.length === 1);
    expect(world.sim.violations).toEqual([]);
  });

  it('the same envelope again is acknowledged and done once', async () => {
    await start();
    const sent = await world.rosa.command(INCIDENT, '/defender restrict web-01 beaconing');
    expect((await world.sim.redeliver(sent)).status).toBe(200);
    await eventually(() => world.asks.length > 0);
    expect(world.asks).toHaveLength(1);
  });

  it('a refresh of one connection leaves no gap', async () => {
    await start();
    world.sim.refreshSockets({ which: 'one' });
    expect(await help()).toBe(200);
    await world.sim.until(() => world.sim.openSockets() === 2);
    expect(await help()).toBe(200);
  });

  it('a refresh of both at once is over within a moment, and what was under way is still acknowledged', async () => {
    await start();
    let store = () => {};
    world.store.gate = new Promise((resolve) => {
      store = resolve;
    });
    const underWay = help();
    const before = Date.now();
    world.sim.refreshSockets({ which: 'all' });
    await world.sim.until(() => world.sim.openSockets() > 0);
    store();
    expect(Date.now() - before).toBeLessThan(500);
    expect(await help()).toBe(200);
    expect(await underWay).toBe(200);
    await world.sim.until(() => world.sim.openSockets() === 2);
  });

  it('lost connections are opened again, again and again', async () => {
    await start();
    for (let i = 0; i < 3; i += 1) {
      world.sim.dropSockets();
      await world.sim.until(() => world.sim.openSockets() === 0);
      await world.sim.until(() => world.sim.openSockets() === 2);
      expect(await help()).toBe(200);
    }
  });

  it.each([
    'http-503',
    'reset-before',
    { retryAfterSeconds: 30 },
    { error: 'invalid_auth' },
    { error: 'internal_error' },
  ] as const)('a reconnect that meets %j is tried again', async (fault) => {
    await start();
    world.sim.fail('apps.connections.open', fault, 2);
    world.sim.dropSockets();
    await world.sim.until(() => world.sim.openSockets() === 0);
    await world.sim.until(() => world.sim.openSockets() === 2);
    expect(await help()).toBe(200);
    expect(world.logged.events()).toContain('slack.socket-not-open');
  });

  it('a token that is no good stops the start with the cure', async () => {
    world.sim.fail('apps.connections.open', { error: 'invalid_auth' }, 2);
    const starting = world.slack.start(world.flow);
    await expect(starting).rejects.toBeInstanceOf(Fault);
    await expect(starting).rejects.toThrow('SLACK_APP_TOKEN');
    expect(world.slack.health().isConnected).toBe(false);
  });

  it('a Slack that is away at the start is waited for in the background', async () => {
    world.sim.fail('*', 'http-503', 4);
    await world.slack.start(world.flow);
    await world.sim.until(() => world.sim.openSockets() === 2);
    expect(await help()).toBe(200);
  });

  it.each([
    ['a payload of null', { payload: () => null as never }],
    ['a payload that is a list', { payload: () => [] as never }],
    ['a payload without a type', { payload: () => ({}) }],
    ['a payload of an event', { payload: () => ({ event: null }) }],
  ])('%s harms nobody', async (_, options) => {
    await start();
    await world.rosa.shortcut('any', world.rosa.say(INCIDENT, 'hello'), options);
    expect(await help()).toBe(200);
    expect(world.logged.events()).toContain('slack.request-refused');
  });

  it.each(['close', 'error', 'disconnected'])(
    'an event that is called %s does not confuse the connection',
    async (type) => {
      await start();
      void world.sim.event({ type });
      expect(await help()).toBe(200);
      expect(world.sim.openSockets()).toBe(2);
      expect(world.logged.events()).toContain('slack.frame-dropped');
    },
  );

  it('while the store hangs nothing is acknowledged, and the person is told to click again', async () => {
    await start();
    world.store.gate = Promise.reject(new Error('locked'));
    world.store.gate.catch(() => {});
    const sent = world.rosa.command(INCIDENT, '/defender restrict web-01 beaconing');
    await world.sim.until(() => world.whispers().some((words) => words.includes('Not recorded')));
    expect(world.asks).toHaveLength(0);
    expect((await sent).status).toBe('timeout');
  });
});
