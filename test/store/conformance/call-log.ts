import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import type { CallLimit } from '../../../src/flow/call-log';
import type { OpenStore } from '../../../src/store/open-store';
import { T } from '../fixtures';
import type { Harness } from '../harness';

const HOUR_MS = 3_600_000;
const hourly = (calls: number): CallLimit => ({ calls, windowMs: HOUR_MS });

/** Holds the call log to its promise that no window ever has more calls than its limit, whoever makes them. */
export const callLog = (fresh: () => Promise<Harness>): void => {
  let harness: Harness;
  let stored: OpenStore;
  beforeEach(async () => {
    harness = await fresh();
    stored = await harness.open();
  });
  afterEach(() => harness.dispose());

  const begin = (id: string, ...limits: readonly CallLimit[]) => stored.calls.begin(id, 60_000, limits);
  const ids = async (windowMs = HOUR_MS) => (await stored.calls.live(windowMs)).map(({ id }) => id);

  test('of many that begin at once just as many may call as every window has room for', async () => {
    const waits = await Promise.all(Array.from({ length: 30 }, () => begin(randomUUID(), hourly(9), hourly(7))));
    expect(waits.filter((waitMs) => waitMs === 0)).toHaveLength(7);
    expect(await ids()).toHaveLength(7);
  });

  test('a call that is under way counts until it must be over, and nobody can say when its place will be free', async () => {
    expect(await begin('a', hourly(1))).toBe(0);
    const waitMs = await begin('b', hourly(1));
    expect(waitMs).toBeGreaterThan(0);
    expect(waitMs).toBeLessThanOrEqual(1_000);
    const [call] = await stored.calls.live(1);
    expect(call).toMatchObject({ id: 'a' });
    expect(call?.overAgoMs).toBeLessThan(-50_000);
  });

  test('the place of an answered call is free one window after its answer, whenever that is put on record', async () => {
    await begin('a', hourly(1));
    harness.now = T + 10_000;
    await stored.calls.answered('a', T);
    const waitMs = await begin('b', hourly(1));
    expect(waitMs).toBeLessThanOrEqual(HOUR_MS - 9_990);
    expect(waitMs).toBeGreaterThan(HOUR_MS - 20_000);
    expect(await begin('b', { calls: 1, windowMs: 5_000 })).toBe(0);
    expect(await ids(5_000)).toEqual(['b']);
  });

  test('a place is free within a millisecond or two of its time, and not before it', async () => {
    const limit = { calls: 1, windowMs: 200 };
    await begin('a', limit);
    const startedAt = performance.now();
    await stored.calls.answered('a', harness.now);
    for (let waitMs = 1; waitMs > 0; waitMs = await begin('b', limit)) await sleep(waitMs);
    expect(performance.now() - startedAt).toBeGreaterThanOrEqual(200);
  });

  test('a call that was not made frees its place at once', async () => {
    await begin('a', hourly(1));
    await stored.calls.unmade('a');
    expect(await begin('b', hourly(1))).toBe(0);
  });

  test('links to packages count by themselves, and nothing else does beside them', async () => {
    const one = hourly(1);
    expect(await begin('a', one)).toBe(0);
    expect(await stored.packageCalls.begin('b', 60_000, [one])).toBe(0);
    expect(await stored.packageCalls.begin('c', 60_000, [one])).toBeGreaterThan(0);
    expect(await ids()).toEqual(['a']);
    expect((await stored.packageCalls.live(HOUR_MS)).map(({ id }) => id)).toEqual(['b']);
  });

  test('a process that died leaves its calls to the others until they must be over', async () => {
    await stored.calls.begin('lost', 10, [hourly(2)]);
    await stored.close();
    stored = await harness.open('next');
    expect(await ids()).toEqual(['lost']);
    expect(await begin('a', hourly(2))).toBe(0);
    expect(await begin('b', hourly(2))).toBeGreaterThan(0);
  });

  test('while Defender wants silence no call begins, and the longest silence that it asked for is kept', async () => {
    expect(await stored.calls.silentForMs()).toBe(0);
    await stored.calls.silence(30_000);
    await stored.calls.silence(10_000);
    expect(await stored.calls.silentForMs()).toBeGreaterThan(20_000);
    expect(await begin('a', hourly(9))).toBeGreaterThan(20_000);
    await stored.calls.silence(40_000);
    expect(await stored.calls.silentForMs()).toBeGreaterThan(30_000);
    expect(await ids()).toEqual([]);
  });

  test('calls that were over long ago are forgotten', async () => {
    await begin('old');
    await begin('new');
    await stored.calls.answered('old', T - 60_000);
    await stored.calls.forget(50_000);
    expect(await ids()).toEqual(['new']);
  });
};
