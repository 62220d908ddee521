import { randomUUID } from 'node:crypto';
import { createLocalWindows } from '../../../src/defender/budget/local-windows';
import { checkRedis } from '../../../src/defender/budget/redis-check';
import { createRedisPlan, type RedisPlan } from '../../../src/defender/budget/redis-plan';
import { createSharedWindows } from '../../../src/defender/budget/shared-windows';
import type { Rank } from '../../../src/defender/budget/windows';
import { systemClock } from '../../../src/host/clock';
import { recordingLog } from '../world';
import { hasRedis, type OwnRedis, startOwnRedis } from './redis-server';

const nobody = { containment: 0, action: 0, read: 0 };

(hasRedis ? describe : describe.skip)('windows on a real Redis (needs TEST_REDIS_URL)', () => {
  let redis: OwnRedis;
  const plans = new Set<RedisPlan>();
  beforeAll(async () => {
    redis = await startOwnRedis();
  });
  afterEach(async () => {
    for (const plan of plans) plan.stop();
    plans.clear();
  });
  afterAll(() => redis.kill());

  /** The plan of one replica; those of one scope share. */
  const replicaOf = async (scope: string, { calls = 10, windowMs = 60_000, leaseMs = 30_000 } = {}) => {
    const limits = [{ calls, windowMs }];
    const plan = createRedisPlan({ url: redis.url, scope, replica: randomUUID(), limits, leaseMs });
    plans.add(plan);
    const isThere = () =>
      plan.reach().then(
        () => true,
        () => false,
      );
    while (!(await isThere())) await new Promise(setImmediate);
    const take = (rank: Rank, others: Partial<Record<Rank, number>> = {}, id: string = randomUUID()) =>
      plan.take({ id, rank, waiting: { ...nobody, [rank]: 1, ...others }, isOverdue: false });
    const takeMany = async (rank: Rank, others: Partial<Record<Rank, number>> = {}) => {
      let taken = 0;
      while (taken < 99 && (await take(rank, others)).waitMs === 0) taken += 1;
      return taken;
    };
    return { plan, take, takeMany };
  };

  test('replicas together take as many slots as a window has, and another app registration has its own', async () => {
    const scope = randomUUID();
    const [one, two, other] = [await replicaOf(scope), await replicaOf(scope), await replicaOf(randomUUID())];
    const taken = await Promise.all([one.takeMany('action'), two.takeMany('action')]);
    expect(taken[0] + taken[1]).toBe(10);
    expect(await other.takeMany('action')).toBe(10);
  });

  test('a slot is free one window after its answer, and one that was not used is free at once', async () => {
    const { plan, take } = await replicaOf(randomUUID(), { calls: 1, windowMs: 200 });
    await take('action', {}, 'a');
    const startedAt = performance.now();
    await plan.answered('a');
    for (let waitMs = 1; waitMs > 0; ) ({ waitMs } = await take('action', {}, 'b'));
    expect(performance.now() - startedAt).toBeGreaterThanOrEqual(199);
    await plan.giveBack('b');
    expect((await take('action')).waitMs).toBe(0);
  });

  test('the slot of a replica that died comes back one window after its lease, not earlier', async () => {
    const scope = randomUUID();
    const dead = await replicaOf(scope, { calls: 1, windowMs: 150, leaseMs: 250 });
    const startedAt = performance.now();
    await dead.take('action');
    dead.plan.stop();
    const { take } = await replicaOf(scope, { calls: 1, windowMs: 150, leaseMs: 250 });
    for (let waitMs = 1; waitMs > 0; ) ({ waitMs } = await take('action'));
    expect(performance.now() - startedAt).toBeGreaterThanOrEqual(400);
  });

  test('reads of one replica give way to actions that wait in another, and leave them half a window anyway', async () => {
    const scope = randomUUID();
    const [one, two] = [await replicaOf(scope), await replicaOf(scope)];
    expect(await one.takeMany('read')).toBe(5);
    expect(await two.takeMany('action')).toBe(5);
    const beside = randomUUID();
    const [reader, actor] = [await replicaOf(beside), await replicaOf(beside)];
    await actor.take('containment', { containment: 2 });
    expect(await reader.takeMany('read')).toBe(2);
  });

  test('ordinary actions of one replica give way to containment that waits in another', async () => {
    const scope = randomUUID();
    const [one, two] = [await replicaOf(scope), await replicaOf(scope)];
    expect((await one.take('containment', { containment: 2 })).waitMs).toBe(0);
    expect((await two.take('action')).waitMs).toBeGreaterThan(0);
    expect((await one.take('containment')).waitMs).toBe(0);
    expect((await two.take('action')).waitMs).toBe(0);
  });

  test('silence that one replica is told of holds for all at once', async () => {
    const scope = randomUUID();
    const [one, two] = [await replicaOf(scope), await replicaOf(scope)];
    await one.plan.silence(30_000);
    await one.plan.silence(10);
    expect((await two.take('containment')).waitMs).toBeGreaterThan(20_000);
  });

  test('the doctor hears who a Redis is, and that there is none', async () => {
    const facts = await checkRedis(redis.url);
    expect(facts).toEqual({ version: expect.stringMatching(/^\d+\.\d+/), evictionPolicy: 'noeviction' });
    await expect(checkRedis('redis://127.0.0.1:1')).rejects.toMatchObject({ code: 'ECONNREFUSED' });
  });

  describe('away and back', () => {
    const sharedWindows = () => {
      const log = recordingLog();
      const limits = [{ calls: 3, windowMs: 60_000 }];
      const scope = randomUUID();
      const plan = createRedisPlan({ url: redis.url, scope, replica: 'one', limits, leaseMs: 30_000 });
      const local = createLocalWindows({ limits, clock: systemClock, earlier: [] });
      const windows = createSharedWindows({ plan, local, clock: systemClock, log });
      plans.add(plan);
      const take = () =>
        windows.take({ id: randomUUID(), rank: 'action', waiting: { ...nobody, action: 1 }, isOverdue: false });
      const untilShared = async (wanted: boolean) => {
        while (windows.isShared() !== wanted) await new Promise((resolve) => setTimeout(resolve, 10));
      };
      return { windows, log, take, untilShared };
    };

    test.each(['killed', 'frozen'])(
      'a Redis that is %s costs one short wait, and the process keeps to its own windows',
      async (how) => {
        const { windows, log, take, untilShared } = sharedWindows();
        await untilShared(true);
        expect(await take()).toBe(0);
        if (how === 'killed') await redis.kill();
        else redis.freeze();
        const startedAt = performance.now();
        expect(await take()).toBe(0);
        expect(performance.now() - startedAt).toBeLessThan(1_000);
        const againAt = performance.now();
        expect(await take()).toBe(0);
        // What was taken while Redis answered counts, too.
        expect(await take()).toBeGreaterThan(0);
        expect(performance.now() - againAt).toBeLessThan(100);
        if (how === 'killed') await redis.start();
        else redis.thaw();
        await untilShared(true);
        windows.stop();
        const told = log.lines.map(({ event }) => event).filter((event) => event === 'defender.redis-away');
        expect(told).toHaveLength(1);
      },
    );
  });
});
