import { createTenure } from '../../src/flow/tenure';
import type { Leases } from '../../src/flow/sharing';
import { T } from '../domain/builders';
import { quiet } from '../store/harness';
import { createFakeClock } from './fake-clock';
import { held } from './fake-defender';

/** Leases of a database whose clock is the test's, for any number of owners. */
const createLeases = (now: () => number) => {
  let lease = { owner: '', fence: 0, until: 0 };
  const faults: Error[] = [];
  /** What the questions of an owner wait for, one after the other. */
  const waits = new Map<string, Promise<unknown>[]>();
  const of = (owner: string): Leases => ({
    hold: async (_, forMs) => {
      await waits.get(owner)?.shift();
      const fault = faults.shift();
      if (fault !== undefined) throw fault;
      if (lease.owner !== owner && lease.until > now()) return null;
      const fence = lease.owner === owner ? lease.fence : lease.fence + 1;
      lease = { owner, fence, until: now() + forMs };
      return fence;
    },
    release: async () => {
      if (lease.owner === owner) lease = { ...lease, until: now() };
    },
  });
  return { of, faults, waits };
};

const setUp = () => {
  const clock = createFakeClock(T);
  const leases = createLeases(clock.now);
  const events: string[] = [];
  const replica = (name: string) => {
    const note = (event: string) => void events.push(`${name} ${event}`);
    return createTenure({
      leases: leases.of(name),
      clock,
      steadyMs: clock.now,
      log: { ...quiet, info: note, warn: note },
      taken: () => note('begins'),
    });
  };
  return { clock, leases, events, replica };
};

it('one replica has the work, and keeps it', async () => {
  const { clock, events, replica } = setUp();
  const [a, b] = [replica('a'), replica('b')];
  a.start();
  await clock.settle();
  b.start();
  await clock.move(60_000);
  expect([a.holds(), b.holds()]).toEqual([true, false]);
  expect([a.term(), b.term()]).toEqual([1, null]);
  expect(events).toEqual(['a work.taken', 'a begins']);
});

it('another has it within a second of a stop, in a new term', async () => {
  const { clock, events, replica } = setUp();
  const [a, b] = [replica('a'), replica('b')];
  a.start();
  await clock.settle();
  b.start();
  await clock.move(10_000);
  await a.release();
  expect(a.holds()).toBe(false);
  await clock.move(1_000);
  expect([b.holds(), b.term()]).toEqual([true, 2]);
  expect(events.slice(2)).toEqual(['a work.released', 'b work.taken', 'b begins']);
});

it('one that cannot renew stops before another may begin', async () => {
  const { clock, leases, replica } = setUp();
  const [a, b] = [replica('a'), replica('b')];
  a.start();
  await clock.settle();
  b.start();
  leases.waits.set('a', [held<void>().promise]);
  await clock.move(2_000);
  let stoppedAt: number | null = null;
  for (let turn = 0; turn < 100 && !b.holds(); turn += 1) {
    await clock.move(100);
    if (stoppedAt === null && !a.holds()) stoppedAt = clock.now();
    expect([a.holds(), b.holds()]).not.toEqual([true, true]);
  }
  expect(b.holds()).toBe(true);
  expect(stoppedAt).not.toBeNull();
  expect(clock.now() - (stoppedAt ?? 0)).toBeGreaterThanOrEqual(1_500);
  expect(clock.now() - T).toBeLessThan(8_000);
});

it.each([
  ['the wall clock was set back', { wallMs: -60_000, steadyMs: 0 }],
  ['the steady clock stood still', { wallMs: 0, steadyMs: -60_000 }],
])('a holder knows that its time is over though %s', async (_, { wallMs, steadyMs }) => {
  const { clock, leases } = setUp();
  let wall = 0;
  let steady = 0;
  const a = createTenure({
    leases: leases.of('a'),
    clock: { ...clock, now: () => clock.now() + wall },
    steadyMs: () => clock.now() + steady,
    log: quiet,
    taken: () => {},
  });
  a.start();
  await clock.settle();
  leases.waits.set('a', [held<void>().promise]);
  await clock.move(2_000);
  wall = wallMs;
  steady = steadyMs;
  expect(a.holds()).toBe(true);
  await clock.move(3_000);
  expect(a.holds()).toBe(false);
});

it('a fault of the store while renewing changes nothing as long as the lease lasts', async () => {
  const { clock, leases, events, replica } = setUp();
  const a = replica('a');
  a.start();
  await clock.settle();
  leases.faults.push(new Error('away'));
  await clock.move(4_000);
  expect(a.holds()).toBe(true);
  expect(events).toEqual(['a work.taken', 'a begins']);
});

it('begins again, in the same term, when nobody else had the work meanwhile', async () => {
  const { clock, leases, events, replica } = setUp();
  const a = replica('a');
  a.start();
  await clock.settle();
  leases.faults.push(...Array.from({ length: 8 }, () => new Error('away')));
  await clock.move(12_000);
  expect([a.holds(), a.term()]).toEqual([true, 1]);
  expect(events).toEqual(['a work.taken', 'a begins', 'a work.lost', 'a work.taken', 'a begins']);
});

it('an answer that comes too late gives nothing', async () => {
  const { clock, leases, events, replica } = setUp();
  const slow = held<void>();
  leases.waits.set('a', [slow.promise]);
  const a = replica('a');
  a.start();
  await clock.move(5_000);
  slow.give();
  await clock.settle();
  expect(a.holds()).toBe(false);
  await clock.move(1_000);
  expect(a.holds()).toBe(true);
  expect(events).toEqual(['a work.taken', 'a begins']);
});
