import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { createRateWindows } from '../../../simulator/defender/rate-window';
import { freshDatabase, serverUrl } from '../../store/fresh-database';
import { granting, json, machineActionBody, startServer } from '../world';
import { hasRedis, type OwnRedis, startOwnRedis } from './redis-server';

const LIMIT = { calls: 40, windowMs: 2_000 };
const ANSWERS_AFTER_MS = 10;

/** A Defender that judges arrivals by strict sliding windows, as Microsoft's may. */
const startStrict = async () => {
  const windows = createRateWindows([LIMIT]);
  const watchers = new Set<() => void>();
  const server = await startServer(({ at, method, path }, response) => {
    for (const watch of watchers) watch();
    const retryAfterS = windows.arrive({ at, method, path, route: undefined });
    if (retryAfterS !== undefined) return json(response, 429, {}, { 'Retry-After': String(retryAfterS) });
    setTimeout(() => json(response, 201, machineActionBody()), ANSWERS_AFTER_MS);
  });
  const arrived = (count: number) =>
    new Promise<void>((resolve) => {
      const look = () => {
        if (server.arrivals.length < count) return;
        watchers.delete(look);
        resolve();
      };
      watchers.add(look);
      look();
    });
  return { ...server, arrived, violations: windows.violations };
};

const startReplica = async (settings: object) => {
  const child = spawn(process.execPath, [join(__dirname, 'wave-child.cjs'), JSON.stringify(settings)], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  const lines: string[] = [];
  const watchers = new Set<() => void>();
  createInterface({ input: child.stdout }).on('line', (line) => {
    lines.push(line);
    for (const watch of watchers) watch();
  });
  const said = (what: string, times: number) =>
    new Promise<void>((resolve) => {
      const look = () => {
        if (lines.filter((line) => line === what).length < times) return;
        watchers.delete(look);
        resolve();
      };
      watchers.add(look);
      look();
    });
  await said('primed', 1);
  return {
    lines,
    said,
    send: (count: number) => void child.stdin.write(`${count}\n`),
    signal: (name: NodeJS.Signals) => void child.kill(name),
    end: async () => {
      if (child.exitCode !== null || child.signalCode !== null) return;
      child.kill('SIGKILL');
      await once(child, 'close');
    },
  };
};

type Replica = Awaited<ReturnType<typeof startReplica>>;
type Strict = Awaited<ReturnType<typeof startStrict>>;

(hasRedis && serverUrl !== undefined ? describe : describe.skip)(
  'waves of replicas against strict sliding windows (needs TEST_DATABASE_URL and TEST_REDIS_URL)',
  () => {
    let redis: OwnRedis;
    let strict: Strict;
    let login: Awaited<ReturnType<typeof startServer>>;
    let database: Awaited<ReturnType<typeof freshDatabase>>;
    let replicas: readonly Replica[] = [];
    beforeEach(async () => {
      [redis, strict, login, database] = await Promise.all([
        startOwnRedis(),
        startStrict(),
        startServer(granting()),
        freshDatabase(),
      ]);
    });
    afterEach(async () => {
      await Promise.all(replicas.map(({ end }) => end()));
      await Promise.all([redis.kill(), strict.close(), login.close()]);
      await database.drop();
    });

    const start = async (count: number, redisUrl: string | null = redis.url) => {
      const settings = {
        databaseUrl: database.url,
        apiUrl: strict.url,
        loginUrl: login.url,
        limits: [LIMIT],
        redisUrl,
      };
      const started: Replica[] = [];
      for (let i = 0; i < count; i += 1) started.push(await startReplica({ ...settings, owner: `replica-${i}` }));
      replicas = started;
      if (redisUrl !== null) await Promise.all(started.map(({ said }) => said('defender.redis-shares-budget', 1)));
      return started;
    };

    /** How long the wave took, beside what the windows alone ask for. */
    const measure = async (what: string, calls: number, over: Promise<unknown>) => {
      await over;
      const times = strict.arrivals.map(({ at }) => at);
      const tookMs = Math.round((times.at(-1) ?? 0) - (times[0] ?? 0));
      const boundMs = Math.floor((calls - 1) / LIMIT.calls) * LIMIT.windowMs;
      process.stdout.write(`${what}: ${calls} calls in ${tookMs} ms; the windows alone ask for ${boundMs} ms\n`);
      expect(strict.violations()).toEqual([]);
      expect(times.length).toBeGreaterThanOrEqual(calls);
      expect(tookMs).toBeGreaterThanOrEqual(boundMs - LIMIT.windowMs);
      return tookMs;
    };

    test.each([1, 2, 3])(
      '%i replicas send a wave near the bound, and no call is one too many',
      async (count) => {
        const started = await start(count);
        const each = Math.floor(120 / count);
        for (const { send } of started) send(each);
        const all = Promise.all(started.map(({ said }) => said('answer accepted', each)));
        expect(await measure(`${count} replicas`, each * count, all)).toBeLessThan(8 * LIMIT.windowMs);
      },
      60_000,
    );

    test('one of three that is killed in the middle leaves the others the whole window, late and not early', async () => {
      const [one, two, three] = await start(3);
      for (const replica of [one, two, three]) replica?.send(40);
      await strict.arrived(20);
      await one?.end();
      const rest = Promise.all([two?.said('answer accepted', 40), three?.said('answer accepted', 40)]);
      await measure('one of three killed', 80, rest);
    }, 60_000);

    test('one of two that is frozen past its lease and wakes makes no call that is one too many', async () => {
      const [one, two] = await start(2);
      for (const replica of [one, two]) replica?.send(60);
      await strict.arrived(20);
      one?.signal('SIGSTOP');
      await two?.said('answer accepted', 60);
      // Past START_WITHIN and the call's own time-out, after which its slots are others'.
      await new Promise((resolve) => setTimeout(resolve, 11_500));
      two?.send(40);
      one?.signal('SIGCONT');
      const rest = Promise.all([two?.said('answer accepted', 100), one?.said('answer accepted', 60 - 16)]);
      await measure('one of two frozen and resumed', 140, rest);
    }, 90_000);

    test.each([
      ['flushed', async () => redis.flush()],
      ['killed', async () => redis.kill()],
      ['restarted', async () => redis.kill().then(redis.start)],
      ['frozen', async () => redis.freeze()],
    ])(
      'a Redis that is %s in the middle lets no call through that is one too many',
      async (what, befall) => {
        const started = await start(2);
        for (const { send } of started) send(60);
        for (const count of [15, 55]) {
          await strict.arrived(count);
          await befall();
        }
        const all = Promise.all(started.map(({ said }) => said('answer accepted', 60)));
        await measure(`Redis ${what}`, 120, all);
      },
      60_000,
    );

    test('without any Redis replicas share through the store, and no call is one too many', async () => {
      const started = await start(3, null);
      for (const { send } of started) send(40);
      const all = Promise.all(started.map(({ said }) => said('answer accepted', 40)));
      expect(await measure('no Redis', 120, all)).toBeLessThan(8 * LIMIT.windowMs);
    }, 60_000);
  },
);
