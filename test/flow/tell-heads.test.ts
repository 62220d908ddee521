import { createTellHeads } from '../../src/flow/tell-heads';
import { T } from '../domain/builders';
import { quiet } from '../store/harness';
import { createFakeClock } from './fake-clock';

const MINUTE = 60_000;

const setUp = () => {
  const clock = createFakeClock(T);
  const told: unknown[] = [];
  const log = {
    ...quiet,
    info: (event: string, fields = {}) => void told.push({ event, at: clock.now() - T, ...fields }),
  };
  let seq = 3;
  let isAway = false;
  const head = async () => {
    if (isAway) throw new Error('the store is away');
    return { seq, hash: `hash ${seq}` };
  };
  const loop = createTellHeads({ store: { head }, clock, log });
  return {
    clock,
    told,
    loop,
    append: () => {
      seq += 1;
    },
    goAway: () => {
      isAway = true;
    },
  };
};

it('tells the head when it starts, and every minute in which it has moved', async () => {
  const { clock, told, loop, append } = setUp();
  loop.wake();
  await clock.move(3 * MINUTE);
  expect(told).toEqual([{ event: 'audit.head', at: 0, seq: 3, hash: 'hash 3' }]);
  append();
  append();
  await clock.move(MINUTE);
  expect(told.slice(1)).toEqual([{ event: 'audit.head', at: 4 * MINUTE, seq: 5, hash: 'hash 5' }]);
});

it('tells the head once more when it stops, where it has moved', async () => {
  const { clock, told, loop, append } = setUp();
  loop.wake();
  await clock.settle();
  append();
  await loop.stop();
  expect(told).toHaveLength(2);
  expect(told[1]).toMatchObject({ seq: 4 });
  await clock.move(3 * MINUTE);
  expect(told).toHaveLength(2);
});

it('stops although the store is away', async () => {
  const { clock, told, loop, goAway } = setUp();
  loop.wake();
  await clock.settle();
  goAway();
  await expect(loop.stop()).resolves.toBeUndefined();
  expect(told).toHaveLength(1);
});
