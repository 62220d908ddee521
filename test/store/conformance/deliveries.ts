import type { OpenStore } from '../../../src/store/open-store';
import { deliveryOf, MINUTE, T } from '../fixtures';
import type { Harness } from '../harness';

/** Holds deliveries to their promises: recorded once, kept until done, secrets erased. */
export const deliveries = (fresh: () => Promise<Harness>): void => {
  let harness: Harness;
  let stored: OpenStore;
  beforeEach(async () => {
    harness = await fresh();
    stored = await harness.open();
  });
  afterEach(() => harness.dispose());

  const keysTaken = async (at: number, limit = 10) =>
    (await stored.deliveries.takeOver(at, limit)).map((delivery) => delivery.key);

  test('a key is new once', async () => {
    expect(await stored.deliveries.record(deliveryOf('a'))).toBe('new');
    expect(await stored.deliveries.record(deliveryOf('a'))).toBe('seen');
    await stored.deliveries.finish('a');
    expect(await stored.deliveries.record(deliveryOf('a'))).toBe('seen');
  });

  test('of the same key many times at once one is new', async () => {
    const recorded = await Promise.all(
      ['a', 'b', 'a', 'a', 'c', 'b'].map((key) => stored.deliveries.record(deliveryOf(key))),
    );
    expect(recorded).toEqual(['new', 'new', 'seen', 'seen', 'new', 'seen']);
  });

  test('a thousand deliveries at once are all recorded', async () => {
    const keys = Array.from({ length: 1000 }, (_, index) => `key-${index}`);
    const recorded = await Promise.all(keys.map((key) => stored.deliveries.record(deliveryOf(key))));
    expect(new Set(recorded)).toEqual(new Set(['new']));
    await stored.close();
    stored = await harness.open('next');
    expect((await keysTaken(T, 2000)).sort()).toEqual(keys.toSorted());
  });

  test('a delivery is not taken over from an owner who lives and has time', async () => {
    await stored.deliveries.record(deliveryOf('a'));
    expect(await keysTaken(T + 29_999)).toEqual([]);
    expect(await keysTaken(T + 30_000)).toEqual(['a']);
    expect(await keysTaken(T + 59_999)).toEqual([]);
    expect(await keysTaken(T + 60_000)).toEqual(['a']);
  });

  test('what a process left unfinished is taken over in the order of arrival, as it was', async () => {
    await stored.deliveries.record(deliveryOf('late', T + 2));
    await stored.deliveries.record(deliveryOf('early', T + 1));
    await stored.deliveries.record(deliveryOf('done', T));
    await stored.deliveries.finish('done');
    await stored.close();
    stored = await harness.open('next');
    const taken = await stored.deliveries.takeOver(T + MINUTE, 1);
    expect(taken).toEqual([deliveryOf('early', T + 1)]);
    expect(await keysTaken(T + MINUTE)).toEqual(['late']);
    expect(await keysTaken(T + MINUTE)).toEqual([]);
  });

  test('bodies of finished deliveries are erased, and their keys are not forgotten', async () => {
    await stored.deliveries.record(deliveryOf('a', T));
    await stored.deliveries.record(deliveryOf('b', T + 1));
    await stored.deliveries.finish('a');
    await stored.deliveries.finish('b');
    expect(await stored.deliveries.eraseBodies(T + 1)).toBe(1);
    expect(await stored.deliveries.eraseBodies(T + 1)).toBe(0);
    expect(await stored.deliveries.record(deliveryOf('a'))).toBe('seen');
  });

  test('the body of a click that nobody has decided is kept', async () => {
    await stored.deliveries.record(deliveryOf('a'));
    expect(await stored.deliveries.eraseBodies(T + 60 * MINUTE)).toBe(0);
    expect(await stored.deliveries.takeOver(T + 60 * MINUTE, 1)).toEqual([deliveryOf('a')]);
  });

  test('the check stores something, and says so when it cannot', async () => {
    await expect(stored.check()).resolves.toBeUndefined();
    await stored.close();
    await expect(stored.check()).rejects.toMatchObject({ facts: { system: 'store', code: 'closed' } });
    await expect(stored.deliveries.record(deliveryOf('a'))).rejects.toMatchObject({ facts: { code: 'closed' } });
  });
};
