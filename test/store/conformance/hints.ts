import type { OpenStore } from '../../../src/store/open-store';
import { bob, claimed, deliveryOf, dossierOf, opened, opening, posted, reviewBy } from '../fixtures';
import type { FreshDatabase } from '../fresh-database';
import type { Harness } from '../harness';

/** Holds a shared database to telling other processes soon what one has stored. */
export const hints = (fresh: () => Promise<Harness & FreshDatabase>): void => {
  let harness: Harness & FreshDatabase;
  let one: OpenStore;
  let two: OpenStore;
  beforeEach(async () => {
    harness = await fresh();
    one = await harness.open('one');
    two = await harness.open('two');
  });
  afterEach(() => harness.dispose());

  /** Counts what a process hears, and resolves with the next that it hears. */
  const hearing = async (stored: OpenStore) => {
    let heard = 0;
    let wake: () => void = () => {};
    stored.hints.listen(() => {
      heard += 1;
      wake();
    });
    const next = (count: number) =>
      new Promise<void>((resolve) => {
        wake = () => (heard >= count ? resolve() : undefined);
        wake();
      });
    // Whoever begins to listen is called once, for what was said before.
    await next(1);
    return { next, count: () => heard };
  };

  test('a change is heard of by others within a moment, and not by the process that made it', async () => {
    const [mine, others] = [await hearing(one), await hearing(two)];
    await one.deliveries.record(deliveryOf('ask-AAAA'));
    const began = performance.now();
    await one.store.commit(opening('AAAA'));
    await others.next(2);
    expect(performance.now() - began).toBeLessThan(500);
    await two.deliveries.record(deliveryOf('ask-BBBB'));
    await two.store.commit({ events: [] });
    await mine.next(2);
    expect(mine.count()).toBe(2);
  });

  test('what was not taken, and what is nobody else’s business, is not told', async () => {
    await posted(one, 'AAAA');
    const others = await hearing(two);
    await one.deliveries.record(deliveryOf('click'));
    const dossier = await dossierOf(one, 'AAAA');
    expect(await one.store.commit({ ...reviewBy(dossier, bob, 'not-recorded') })).toEqual({ kind: 'seen' });
    expect(others.count()).toBe(1);
    await opened(one, 'BBBB', { verb: 'scan' });
    await others.next(2);
    expect(others.count()).toBe(2);
  });

  test('a connection that was lost is made again by itself, and what was said meanwhile is not missed', async () => {
    const others = await hearing(two);
    const cut = await harness.say(
      `select pg_terminate_backend(pid) from pg_stat_activity where application_name = 'twokey hints' and datname = current_database()`,
    );
    expect(cut).toHaveLength(1);
    await others.next(2);
    await claimed(one, 'AAAA');
    await others.next(3);
  });
};
