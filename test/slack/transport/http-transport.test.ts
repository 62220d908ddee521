import { request } from 'node:http';
import { handClock } from '../kept';
import { eventually, INCIDENT, type SlackWorld, slackWorld } from '../slack-world';

let world: SlackWorld;
afterEach(() => world.stop());

const started = async () => {
  world = await slackWorld();
  await world.slack.start(world.flow);
  return world;
};

/** Sends a request of which nothing is right unless the test makes it so. */
const raw = (options: {
  readonly method?: string;
  readonly path?: string;
  readonly body?: Buffer;
  readonly length?: number;
}) =>
  new Promise<number>((resolve, reject) => {
    const { method = 'POST', path = '/slack/events', body = Buffer.alloc(0), length = body.length } = options;
    const headers = { 'content-length': length, connection: 'close' };
    const outgoing = request({ host: '127.0.0.1', port: world.port, method, path, headers }, (response) => {
      response.resume();
      resolve(response.statusCode ?? 0);
      outgoing.destroy();
    });
    outgoing.on('error', reject);
    outgoing.write(body);
    if (length === body.length) outgoing.end();
  });

describe('over HTTP', () => {
  it.each([
    ['payload=null', 400],
    ['payload=7', 400],
    ['payload=%22text%22', 400],
    ['payload=%5B%5D', 400],
    ['payload=%7B%7D', 400],
    ['payload={', 400],
    ['payload=%7B%22type%22%3A%22block_actions%22%7D', 400],
    ['payload=%7B%22type%22%3A%22block_actions%22%2C%22__proto__%22%3A%7B%7D%7D', 400],
    ['', 400],
    ['text=help', 400],
    ['command=%2Fdefender', 400],
    ['__proto__=x&command=%2Fdefender', 400],
    ['constructor=x', 400],
    ['%', 400],
  ])('the signed body %p is answered with %i, and the next click still works', async (body, status) => {
    await started();
    expect((await world.sim.post({ body })).status).toBe(status);
    expect((await world.rosa.command(INCIDENT, '/defender help')).status).toBe(200);
    expect(world.logged.events()).toContain('slack.request-refused');
  });

  it.each([
    ['a signature of another secret', { signing: { secret: 'another' } }],
    ['a moment six minutes ago', { signing: { skewSeconds: -360 } }],
    ['a moment in six minutes', { signing: { skewSeconds: 360 } }],
    ['no time', { headers: { 'x-slack-request-timestamp': 'soon' } }],
    ['an empty signature', { headers: { 'x-slack-signature': '' } }],
  ])('%s is answered with 401', async (_, how) => {
    await started();
    expect((await world.sim.post({ body: 'payload={', ...how })).status).toBe(401);
    expect(world.rows.size).toBe(0);
  });

  it.each(['application/x-www-form-urlencoded; charset=utf-8', 'Application/X-WWW-Form-Urlencoded;charset=UTF-8'])(
    'a form may say its character set: %s',
    async (contentType) => {
      await started();
      const body = new URLSearchParams({
        command: '/defender',
        text: 'help',
        user_id: 'U0ROSA',
        channel_id: INCIDENT,
        trigger_id: '1.2.a',
      }).toString();
      expect((await world.sim.post({ body, contentType })).status).toBe(200);
    },
  );

  it('the challenge of the Events API is answered', async () => {
    await started();
    const body = JSON.stringify({ type: 'url_verification', challenge: 'abc' });
    const answer = await world.sim.post({ body, contentType: 'application/json' });
    expect([answer.status, answer.body]).toEqual([200, '{"challenge":"abc"}']);
  });

  it('an unknown but sound interaction is acknowledged', async () => {
    await started();
    const payload = {
      type: 'block_actions',
      user: { id: 'U0ROSA' },
      trigger_id: '1',
      actions: [{ action_id: 'else' }],
    };
    const body = new URLSearchParams({ payload: JSON.stringify(payload) }).toString();
    expect(await world.sim.post({ body })).toMatchObject({ status: 200, body: '' });
  });

  it('only the one address is open, and only to POST', async () => {
    await started();
    expect(await raw({ path: '/' })).toBe(404);
    expect(await raw({ path: '/slack/events/' })).toBe(404);
    expect(await raw({ path: '//' })).toBe(404);
    expect(await raw({ method: 'GET' })).toBe(405);
    expect(await raw({})).toBe(401);
  });

  it('a body that is too long, or says that it will be, is answered with 413', async () => {
    await started();
    expect(await raw({ body: Buffer.alloc(256 * 1024 + 1, 'x') })).toBe(413);
    expect(await raw({ length: 10_000_000 })).toBe(413);
    expect((await world.rosa.command(INCIDENT, '/defender help')).status).toBe(200);
  });

  it('a request that is cut off harms nobody', async () => {
    await started();
    await new Promise<void>((resolve) => {
      const outgoing = request({
        port: world.port,
        method: 'POST',
        path: '/slack/events',
        headers: { 'content-length': 99 },
      });
      outgoing.on('error', () => resolve());
      outgoing.write('payload=', () => outgoing.destroy(new Error('cut off')));
    });
    expect((await world.rosa.command(INCIDENT, '/defender help')).status).toBe(200);
  });

  it('no 200 leaves while the store hangs: 503 within two seconds, and the person is told to click again', async () => {
    const hand = handClock(Date.now());
    world = await slackWorld({ clock: hand.clock });
    await world.slack.start(world.flow);
    world.store.gate = new Promise(() => {});
    const sending = world.rosa.command(INCIDENT, '/defender restrict web-01 beaconing');
    while (hand.waiting() === 0) await hand.settle();
    await hand.pass(1_800);
    const sent = await sending;
    expect(sent.status).toBe(503);
    await world.sim.until(() => world.whispers().some((words) => words.includes('Not recorded')));
    expect(world.asks).toHaveLength(0);
  });

  it('an event is stored before it is acknowledged, and taken once', async () => {
    await started();
    let store = () => {};
    world.store.gate = new Promise((resolve) => {
      store = resolve;
    });
    let isAcknowledged = false;
    const event = { type: 'app_home_opened', user: 'U0ROSA', channel: 'D0ROSA', tab: 'home' };
    const sending = world.sim.event(event, { eventId: 'Ev1' }).then((sent) => {
      isAcknowledged = true;
      return sent;
    });
    for (let i = 0; i < 50; i += 1) await new Promise((resolve) => setImmediate(resolve));
    expect(isAcknowledged).toBe(false);
    store();
    const sent = await sending;
    expect(sent.status).toBe(200);
    expect((await world.sim.redeliver(sent)).status).toBe(200);
    expect([...world.rows.keys()]).toEqual(['Ev1']);
  });

  it('a replayed request is acknowledged and done once', async () => {
    await started();
    const sent = await world.rosa.command(INCIDENT, '/defender restrict web-01 beaconing');
    expect((await world.sim.redeliver(sent)).status).toBe(200);
    await eventually(() => world.asks.length > 0);
    expect(world.asks).toHaveLength(1);
  });

  it('an address in use stops the start with the cure', async () => {
    await started();
    const second = world.make();
    await expect(second.start(world.flow)).rejects.toMatchObject({ facts: { system: 'Slack', code: 'EADDRINUSE' } });
  });
});
