import { deliveryOf, T } from '../fixtures';
import type { Harness } from '../harness';

/** Holds what processes know of each other to its promises. */
export const replicas = (fresh: () => Promise<Harness>): void => {
  let harness: Harness;
  beforeEach(async () => {
    harness = await fresh();
  });
  afterEach(() => harness.dispose());

  test('a process that is alone hears of nobody, however often it says that it is there', async () => {
    const stored = await harness.open();
    expect(await stored.replicas.beat('A')).toEqual([]);
    expect(await stored.replicas.beat('B')).toEqual([]);
    expect(await stored.replicas.alive()).toBe(1);
  });

  test('one that has closed is gone at once, and what it left unfinished is free', async () => {
    const gone = await harness.open('gone');
    await gone.replicas.beat('A');
    await gone.deliveries.record(deliveryOf('left'));
    await gone.close();
    const stored = await harness.open();
    expect(await stored.replicas.beat('B')).toEqual([]);
    expect(await stored.replicas.alive()).toBe(1);
    expect(await stored.deliveries.takeOver(T, 10)).toEqual([deliveryOf('left')]);
  });
};
