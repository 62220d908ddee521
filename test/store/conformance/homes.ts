import type { OpenStore } from '../../../src/store/open-store';
import { alice, bob, deliveryOf, MINUTE, T } from '../fixtures';
import type { Harness } from '../harness';

/** Who has opened Home, and who wants to be told directly. */
export const homes = (fresh: () => Promise<Harness>): void => {
  let harness: Harness;
  let stored: OpenStore;
  beforeEach(async () => {
    harness = await fresh();
    stored = await harness.open();
  });
  afterEach(() => harness.dispose());

  const facts = { headSeq: 7, openedSince: T };
  const dueAt = async (now: number, headSeq = 7) =>
    (await stored.homes.due(now, { ...facts, headSeq }, 9)).map(({ personId }) => personId);
  const drawn = {
    personId: alice.id,
    openedAt: T,
    digest: 'd',
    viewHash: 'h',
    drawnSeq: 7,
    notBefore: T + 5,
    lookAt: T + MINUTE,
  };

  test('Home is due when it is opened, when something has happened since, and when it is to be looked at again', async () => {
    expect(await dueAt(T)).toEqual([]);
    await stored.homes.opened(alice.id, 'token', T, 'nothing');
    expect(await dueAt(T)).toEqual([alice.id]);
    expect(await stored.homes.find(alice.id)).toEqual({
      personId: alice.id,
      token: 'token',
      openedAt: T,
      digest: null,
      viewHash: null,
      drawnSeq: 0,
    });
    await stored.homes.drawn(drawn);
    expect(await stored.homes.find(alice.id)).toMatchObject({ digest: 'd', viewHash: 'h', drawnSeq: 7 });
    expect(await dueAt(T + 10)).toEqual([]);
    expect(await dueAt(T + 4, 8)).toEqual([]);
    expect(await dueAt(T + 10, 8)).toEqual([alice.id]);
    expect(await dueAt(T + MINUTE)).toEqual([alice.id]);
    await stored.homes.drawn(drawn);
    await stored.homes.lookAgain(T + 1, T + 10);
    expect(await dueAt(T + 10)).toEqual([]);
    await stored.homes.lookAgain(T, T + 10);
    expect(await dueAt(T + 10)).toEqual([alice.id]);
    await stored.homes.later(alice.id, T + 2 * MINUTE);
    expect(await dueAt(T + MINUTE)).toEqual([]);
  });

  test('a Home that is opened again keeps its token, and what it showed unless Slack shows nothing there', async () => {
    await stored.homes.opened(alice.id, 'token', T, 'nothing');
    await stored.homes.drawn(drawn);
    await stored.homes.opened(alice.id, 'another', T + 1, 'something');
    expect(await stored.homes.find(alice.id)).toMatchObject({ token: 'token', openedAt: T + 1, digest: 'd' });
    expect(await dueAt(T + 1)).toEqual([alice.id]);
    await stored.homes.opened(alice.id, 'another', T + 2, 'nothing');
    expect(await stored.homes.find(alice.id)).toMatchObject({ token: 'token', digest: null, viewHash: null });
    await stored.homes.drawn(drawn);
    expect(await stored.homes.find(alice.id)).toMatchObject({ openedAt: T + 2, digest: null });
  });

  test('a Home that nobody has opened for long is followed no more, and forgotten', async () => {
    expect(await stored.homes.lastOpenedAt()).toBeNull();
    await stored.homes.opened(alice.id, 'token', T, 'nothing');
    await stored.homes.opened(bob.id, 'token of bob', T + MINUTE, 'nothing');
    expect(await stored.homes.lastOpenedAt()).toBe(T + MINUTE);
    const since = { ...facts, openedSince: T + 1 };
    expect((await stored.homes.due(T + MINUTE, since, 9)).map(({ personId }) => personId)).toEqual([bob.id]);
    await stored.homes.forget(T + 1);
    expect(await stored.homes.find(alice.id)).toBeNull();
    expect(await stored.homes.find(bob.id)).not.toBeNull();
  });

  test('Home is behind since the first entry that it does not show, or since it was opened where that was later', async () => {
    const entry = async (at: number, delivery: string) => {
      await stored.deliveries.record(deliveryOf(delivery));
      await stored.subscriptions.change(bob, 'on', { delivery, policyHash: 'p', now: at });
    };
    await entry(T, 'd-1');
    await entry(T + 10, 'd-2');
    await stored.homes.opened(alice.id, 'token', T + 5, 'nothing');
    expect(await stored.homes.behindSince(T)).toBe(T + 5);
    await stored.homes.drawn({ ...drawn, openedAt: T + 5, drawnSeq: 1 });
    expect(await stored.homes.behindSince(T)).toBe(T + 10);
    await stored.homes.drawn({ ...drawn, openedAt: T + 5, drawnSeq: 2 });
    expect(await stored.homes.behindSince(T)).toBeNull();
    await stored.homes.opened(bob.id, 'token of bob', T + 20, 'nothing');
    expect(await stored.homes.behindSince(T)).toBe(T + 20);
    expect(await stored.homes.behindSince(T + 21)).toBeNull();
  });

  test('a subscription is changed together with its entry, once for each delivery', async () => {
    const change = async (to: 'on' | 'off', delivery: string) => {
      await stored.deliveries.record(deliveryOf(delivery));
      return (await stored.subscriptions.change(bob, to, { delivery, policyHash: 'p', now: T })).kind;
    };
    expect(await stored.subscriptions.has(bob.id)).toBe(false);
    expect(await change('on', 'd-1')).toBe('done');
    expect(await change('on', 'd-1')).toBe('seen');
    expect(await stored.subscriptions.has(bob.id)).toBe(true);
    expect(await change('on', 'd-2')).toBe('done');
    expect(await change('off', 'd-3')).toBe('done');
    expect(await stored.subscriptions.has(bob.id)).toBe(false);
    expect((await stored.store.head()).seq).toBe(3);
  });
};
