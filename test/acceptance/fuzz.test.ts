import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { residentMegabytes } from '../../bench/resident-memory';
import { gatherSamples } from './harmless-samples';
import { type Hostile, hostilesOf } from './hostile-bodies';
import { hostileValues } from './mutate';
import { createRawPoster, writeRaw } from './post-raw';
import { createScenes, startRoomyWorld } from './scenes';
import { expectNoSecret } from './secrets';
import { POLICY, type World } from './world';

const ROUNDS = Number(process.env['FUZZ_ROUNDS'] ?? 3_000);
const SEED = Number(process.env['FUZZ_SEED'] ?? 1);
const AT_ONCE = 12;
/** Slack gives up after three seconds. A machine that does other things besides may take a little longer. */
const ANSWER_LIMIT_MS = 5_000;
const GROWTH_LIMIT_MB = 150;

/** A server that nobody may call. */
const startTrap = async () => {
  const calls: string[] = [];
  const server: Server = createServer((request, response) => {
    calls.push(`${request.method} ${request.url}`);
    response.end();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    calls,
    port,
    stop: () => new Promise((resolve) => server.close(resolve)),
  };
};

describe(`${ROUNDS} hostile requests over http, seed ${SEED}`, () => {
  let world: World;
  let scene: ReturnType<typeof createScenes>;
  let trap: Awaited<ReturnType<typeof startTrap>>;
  beforeAll(async () => {
    trap = await startTrap();
    // Nobody is turned away early: every one of them is to be looked into.
    const policy = `${POLICY}limits: { requests: 999999/1m, refused_clicks: 999999/1m }\n`;
    world = await startRoomyWorld('http', { policy });
    await world.start();
    scene = createScenes(world);
  });
  afterAll(async () => {
    await world.stop();
    await trap.stop();
  });

  const port = () => Number(world.env['PORT']);
  const said = () => world.slack.channel('C0INCIDENT').everything().length;
  const isWell = async () =>
    Promise.all(['/livez', '/readyz'].map(async (path) => (await fetch(`${world.healthUrl}${path}`)).status));

  test('are each answered in time and with no 5xx; nothing is sent, posted or called; Twokey lives and works on', async () => {
    const { slack } = world;
    const { pid } = world.bot();
    const slackHost = new URL(slack.apiUrl).host;
    const traps = [
      `http://127.0.0.1:${trap.port}/plain`,
      `http://localhost:${trap.port}/name`,
      `http://127.0.0.1:${trap.port}/?${slackHost}`,
      `http://${slackHost}@127.0.0.1:${trap.port}/user`,
      `http://127.0.0.1:${trap.port}#@${slackHost}`,
      `http://127.0.0.1:${trap.port}\\@${slackHost}`,
      `https://hooks.slack.com@127.0.0.1:${trap.port}/user`,
      `http://hooks.slack.com.localhost:${trap.port}/suffix`,
      'file:///etc/passwd',
      'data:text/plain,x',
      'javascript:alert(1)',
    ];
    const samples = await gatherSamples(world, scene);
    const next = hostilesOf(SEED, { samples, secret: slack.signingSecret, hostile: hostileValues(traps) });
    const poster = createRawPoster(`http://127.0.0.1:${port()}/slack/events`, ANSWER_LIMIT_MS);
    const before = said();
    const bad: string[] = [];
    const statuses = new Map<number | string, number>();
    let done = 0;
    let slowest = 0;
    let settledMb = Number.NaN;

    const work = async (): Promise<void> => {
      while (done < ROUNDS) {
        const round = done++;
        const hostile: Hostile = next();
        const { status, ms } = await poster.post(hostile);
        statuses.set(status, (statuses.get(status) ?? 0) + 1);
        slowest = Math.max(slowest, ms);
        // The answer to what is too long may be lost with the connection, on which more was still to come.
        const isLost = status === 'cut' && hostile.body.length > 262_144;
        if (!isLost && (typeof status !== 'number' || status >= 500)) {
          const head = hostile.body.subarray(0, 400).toString('utf8');
          bad.push(`FUZZ_SEED=${SEED} round ${round}: ${hostile.what} -> ${status} after ${ms} ms: ${head}`);
        }
        if (round === Math.floor(ROUNDS / 2)) settledMb = residentMegabytes(pid);
      }
    };
    await Promise.all(Array.from({ length: AT_ONCE }, work));
    poster.stop();

    expect(bad).toEqual([]);
    expect(await isWell()).toEqual([200, 200]);
    const { ask, sent } = scene();
    const card = await ask('restrict', 'all is well');
    await world.ida.click(card, 'Approve');
    await world.shows(card, 'Succeeded');
    expect(sent()).toHaveLength(1);
    expect(world.sent()).toHaveLength(1);
    expect(said()).toBe(before);
    expect(trap.calls).toEqual([]);
    expect(world.bot().pid).toBe(pid);
    expect(world.bot().lines.filter(({ level }) => level === 'error' || level === 'fatal')).toEqual([]);
    expect(residentMegabytes(pid) - settledMb).toBeLessThan(GROWTH_LIMIT_MB);
    expectNoSecret(world.bot().output());
    // Not only turned away at the door: many were looked into, and answered.
    expect(statuses.get(200)).toBeGreaterThan(ROUNDS / 5);
    expect(slack.ephemerals().length).toBeGreaterThan(ROUNDS / 20);
  }, 600_000);

  const head = (length: string | number) =>
    `POST /slack/events HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\ncontent-length: ${length}\r\n\r\n`;
  const chunked = 'POST /slack/events HTTP/1.1\r\nhost: x\r\ntransfer-encoding: chunked\r\n\r\n';
  const broken: readonly (readonly [string, readonly string[]])[] = [
    ['what is no HTTP', ['\u0016\u0003\u0001\u0000\u00a5\u0001\u0000\r\n\r\n']],
    ['a version that there is not', ['POST /slack/events HTTP/9.9\r\n\r\n']],
    ['a length that is no number', [head('many')]],
    ['two lengths', [`${head(5).trimEnd()}\r\ncontent-length: 6\r\n\r\nhello`]],
    ['a length and chunks', [`${chunked.trimEnd()}\r\ncontent-length: 5\r\n\r\nhello`]],
    ['chunks of no size', [`${chunked}zz\r\nhello`]],
    ['a chunk larger than anything', [`${chunked}fffffffffffffffff\r\nhello`]],
    ['headers of a hundred kilobytes', [`POST /slack/events HTTP/1.1\r\nhost: x\r\nx: ${'y'.repeat(100_000)}\r\n\r\n`]],
    ['a header that smuggles a line', ['POST /slack/events HTTP/1.1\r\nhost: x\r\nx-a: b\rx-slack: c\r\n\r\n']],
    ['a way out of the path', ['POST /../../etc/passwd HTTP/1.0\r\n\r\n']],
    ['a body that ends early', [head(1_000), '{"type":']],
    ['headers that never end', ['POST /slack/events HTTP/1.1\r\nhost: x\r\n']],
    ['a body that comes a letter at a time', [head(1_000), ...'{"type":"url_verification"}'.split('')]],
    ['chunks that come a letter at a time', [chunked, ...Array.from({ length: 40 }, () => '1\r\nx\r\n')]],
  ];

  test('broken and slow HTTP is cut off in time, with no 5xx, and holds nobody up', async () => {
    const writing = Promise.all(
      // Several of each, so that a server that waits for them would have none left for others.
      broken.flatMap(([what, pieces]) =>
        Array.from({ length: 5 }, async () => ({ what, heard: await writeRaw(port(), pieces, 400, 15_000) })),
      ),
    );
    const { type, whispered } = scene();
    await type('help');
    await whispered(world.rosa, '/defender');
    const wrong = (await writing).filter(({ heard }) => heard === 'no end' || /^HTTP\/1\.1 5/.test(heard));
    expect(wrong).toEqual([]);
    expect(await isWell()).toEqual([200, 200]);
  }, 60_000);
});
