import type { Harness } from '../harness';

/** Holds what processes know of each other to its promises. */
export const replicas = (fresh: () => Promise<Harness>): void => {
  let harness: Harness;
  beforeEach(async () => {
    harness = await fresh();
  });
  afterEach(() => harness.dispose());

  const beatAs = async (owner: string, policyHash: string): Promise<readonly string[]> => {
    const stored = await harness.open(owner);
    const others = await stored.replicas.beat(policyHash);
    await stored.close();
    return others;
  };

  test('a process that is alone hears of nobody, however often it says that it is there', async () => {
    const stored = await harness.open();
    expect(await stored.replicas.beat('A')).toEqual([]);
    expect(await stored.replicas.beat('B')).toEqual([]);
  });

  test('each hears which policy the others went by last', async () => {
    await beatAs('one', 'A');
    await beatAs('one', 'B');
    expect(await beatAs('two', 'A')).toEqual(['B']);
    expect([...(await beatAs('three', 'C'))].sort()).toEqual(['A', 'B']);
    expect([...(await beatAs('one', 'B'))].sort()).toEqual(['A', 'C']);
  });

  test('a process that has been silent for a while is gone', async () => {
    await beatAs('one', 'A');
    harness.now += 49_000;
    expect(await beatAs('two', 'B')).toEqual(['A']);
    harness.now += 2_000;
    expect(await beatAs('two', 'B')).toEqual([]);
  });
};
