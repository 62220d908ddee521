import type { Instant } from '../../src/domain/instant';
import { createLoop, earliest } from '../../src/flow/loop';
import { T } from '../domain/builders';
import { quiet } from '../store/harness';
import { createFakeClock } from './fake-clock';
import { held } from './fake-defender';

const setUp = (
  facts: { readonly round?: () => Promise<void>; readonly nextDue?: () => Promise<Instant | null> } = {},
) => {
  const clock = createFakeClock(T);
  const rounds: number[] = [];
  const errors: object[] = [];
  const loop = createLoop({
    name: 'test',
    clock,
    log: { ...quiet, error: (_, fields = {}) => void errors.push(fields) },
    round: async () => {
      rounds.push(clock.now() - T);
      await facts.round?.();
    },
    nextDue: facts.nextDue ?? (async () => null),
  });
  return { clock, rounds, errors, loop };
};

it('does nothing before it is woken, and one round when it is', async () => {
  const { clock, rounds, loop } = setUp();
  await clock.move(60_000);
  expect(rounds).toEqual([]);
  loop.wake();
  await clock.move(60_000);
  expect(rounds).toEqual([60_000]);
});

it('comes back when something is due, and not before', async () => {
  const { clock, rounds, loop } = setUp({ nextDue: async () => (clock.now() < T + 20 ? T + 20 : null) });
  loop.wake();
  await clock.move(100);
  expect(rounds).toEqual([0, 20]);
});

it('does not spin on what is overdue', async () => {
  const { clock, rounds, loop } = setUp({ nextDue: async () => T - 1_000 });
  loop.wake();
  await clock.move(3);
  expect(rounds).toEqual([0, 1, 2, 3]);
});

it('runs one round at a time, and one more for however many wakes came meanwhile', async () => {
  const first = held<void>();
  let isFirst = true;
  const { clock, rounds, loop } = setUp({
    round: async () => {
      if (isFirst) await first.promise;
      isFirst = false;
    },
  });
  loop.wake();
  await clock.settle();
  loop.wake();
  loop.wake();
  await clock.settle();
  expect(rounds).toHaveLength(1);
  first.give();
  await clock.settle();
  expect(rounds).toHaveLength(2);
});

it('hears a wake that comes while it asks what is due', async () => {
  const asking = held<Instant | null>();
  const { clock, rounds, loop } = setUp({ nextDue: () => asking.promise });
  loop.wake();
  await clock.settle();
  loop.wake();
  asking.give(T + 60_000);
  await clock.settle();
  expect(rounds).toEqual([0, 0]);
});

it.each([
  ['a round', 'round'],
  ['the question what is due', 'nextDue'],
])('%s that fails is logged and tried again a second later', async (_, part) => {
  let failures = 2;
  const fail = async (): Promise<void> => {
    if (failures-- > 0) throw new Error('away');
  };
  const { clock, rounds, errors, loop } = setUp({
    round: part === 'round' ? fail : async () => {},
    nextDue: async () => {
      if (part === 'nextDue') await fail();
      return null;
    },
  });
  loop.wake();
  await clock.move(10_000);
  expect(rounds).toEqual([0, 1_000, 2_000]);
  expect(errors).toMatchObject([{ loop: 'test', error: new Error('away') }, { loop: 'test' }]);
});

it('that is stopped begins no round, and stops only when the one under way is over', async () => {
  const under = held<void>();
  const { clock, rounds, loop } = setUp({ round: () => under.promise, nextDue: async () => T + 5 });
  loop.wake();
  await clock.settle();
  let isStopped = false;
  const stopping = loop.stop().then(() => {
    isStopped = true;
  });
  await clock.settle();
  expect(isStopped).toBe(false);
  under.give();
  await stopping;
  loop.wake();
  await clock.move(1_000);
  expect(rounds).toHaveLength(1);
});

it('that never was woken stops at once', async () => {
  await setUp().loop.stop();
});

it.each([
  [[], null],
  [[null, null], null],
  [[null, 5, 3, null, 4], 3],
  [[0, null], 0],
])('the earliest of %j is %j', (moments, first) => {
  expect(earliest(moments)).toBe(first);
});
