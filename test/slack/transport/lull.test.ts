import { setImmediate as nextTurn } from 'node:timers/promises';
import { createLull } from '../../../src/slack/transport/lull';

const steps = () => {
  const seen: string[] = [];
  return { seen, note: (what: string) => () => void seen.push(what) };
};

it('work goes on at once where nobody waits for an acknowledgement', async () => {
  const { seen, note } = steps();
  void createLull().come().then(note('worked'));
  await Promise.resolve();
  expect(seen).toEqual(['worked']);
});

it('work waits for those who are not acknowledged yet', async () => {
  const lull = createLull();
  const { seen, note } = steps();
  const [first, second] = [lull.expect(), lull.expect()];
  const work = lull.come().then(note('worked'));
  first();
  first();
  await nextTurn();
  expect(seen).toEqual([]);
  second();
  await work;
  expect(seen).toEqual(['worked']);
});

it('work does not wait for longer than a moment, whoever is still waiting', async () => {
  jest.useFakeTimers({ doNotFake: ['setImmediate', 'nextTick', 'queueMicrotask'] });
  try {
    const lull = createLull();
    const { seen, note } = steps();
    lull.expect();
    void lull.come().then(note('worked'));
    await jest.advanceTimersByTimeAsync(249);
    expect(seen).toEqual([]);
    await jest.advanceTimersByTimeAsync(1);
    expect(seen).toEqual(['worked']);
  } finally {
    jest.useRealTimers();
  }
});

it('sockets have their turn between one piece of work and the next', async () => {
  const lull = createLull();
  const { seen, note } = steps();
  const acknowledged = lull.expect();
  const work = [1, 2, 3].map((number) => lull.come().then(note(`work ${number}`)));
  acknowledged();
  let isOver = false;
  const turns = (async () => {
    while (!isOver) {
      await nextTurn();
      seen.push('turn');
    }
  })();
  await Promise.all(work);
  isOver = true;
  await turns;
  expect(seen.join(' ')).toMatch(/work 1 (turn )+work 2 (turn )+work 3/);
});
