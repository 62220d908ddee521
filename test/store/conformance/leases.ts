import type { OpenStore } from '../../../src/store/open-store';
import type { Harness } from '../harness';

/** Holds leases to their promises: one holder at a time, and a fence that tells a late one from the present one. */
export const leases = (fresh: () => Promise<Harness>): void => {
  let harness: Harness;
  let stored: OpenStore;
  beforeEach(async () => {
    harness = await fresh();
    stored = await harness.open('one');
  });
  afterEach(() => harness.dispose());

  const nextProcess = async (owner: string): Promise<OpenStore> => {
    if (!harness.isShared) await stored.close();
    return harness.open(owner);
  };

  test('whoever holds it keeps it, with the same fence', async () => {
    expect(await stored.leases.hold('announce', 60_000)).toBe(1);
    expect(await stored.leases.hold('announce', 60_000)).toBe(1);
    expect(await stored.leases.hold('track', 60_000)).toBe(1);
  });

  test('another process gets it when its time is over, with the next fence, and not before', async () => {
    await stored.leases.hold('over', 0);
    await stored.leases.hold('held', 60_000);
    const next = await nextProcess('two');
    expect(await next.leases.hold('over', 60_000)).toBe(2);
    expect(await next.leases.hold('held', 60_000)).toBeNull();
  });

  test('its time is that of the database, whatever clock a process goes by', async () => {
    await stored.leases.hold('held', 60_000);
    harness.now += 1_000_000;
    expect(await (await nextProcess('two')).leases.hold('held', 60_000)).toBeNull();
  });

  test('one that was released is free at once', async () => {
    await stored.leases.hold('announce', 60_000);
    await stored.leases.release('announce');
    await stored.leases.release('never-held');
    const next = await nextProcess('two');
    expect(await next.leases.hold('announce', 60_000)).toBe(2);
  });

  test('whoever lost it and has it again has another fence', async () => {
    await stored.leases.hold('announce', 0);
    const two = await nextProcess('two');
    expect(await two.leases.hold('announce', 0)).toBe(2);
    if (!harness.isShared) await two.close();
    const one = await harness.open('one');
    expect(await one.leases.hold('announce', 60_000)).toBe(3);
  });

  test('a process cannot release what another one holds', async () => {
    await stored.leases.hold('announce', 60_000);
    const next = await nextProcess('two');
    await next.leases.release('announce');
    expect(await next.leases.hold('announce', 60_000)).toBeNull();
  });
};
