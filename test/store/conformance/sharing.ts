import { WORK } from '../../../src/flow/sharing';
import { approved, claiming, deliveryOf, dossierOf, MINUTE, T } from '../fixtures';
import type { FreshDatabase } from '../fresh-database';
import type { Harness } from '../harness';

/** Holds a database that several processes have open at once to what they may expect of each other. */
export const sharing = (fresh: () => Promise<Harness & FreshDatabase>): void => {
  let harness: Harness & FreshDatabase;
  beforeEach(async () => {
    harness = await fresh();
  });
  afterEach(() => harness.dispose());

  /** A process was last seen so long ago, by the clock of the database. */
  const silentFor = (owner: string, seconds: number) =>
    harness.say(
      `update replica set seen_at = to_char((clock_timestamp() - make_interval(secs => $2)) at time zone 'utc',
        'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') where owner = $1`,
      [owner, seconds],
    );
  const died = (owner: string) =>
    harness.say(`insert into replica (owner, policy_hash, seen_at) values ($1, 'A', '')`, [owner]);

  test('each hears which policy the others went by last, and how many there are', async () => {
    const [one, two, three] = [await harness.open('one'), await harness.open('two'), await harness.open('three')];
    expect(await one.replicas.alive()).toBe(3);
    await one.replicas.beat('A');
    await one.replicas.beat('B');
    expect(await two.replicas.beat('A')).toEqual(['B']);
    expect([...(await three.replicas.beat('C'))].sort()).toEqual(['A', 'B']);
    expect([...(await one.replicas.beat('B'))].sort()).toEqual(['A', 'C']);
  });

  test('one that has said nothing for seven seconds of the database is gone', async () => {
    const stored = await harness.open();
    await died('other');
    await silentFor('other', 6);
    expect(await stored.replicas.beat('B')).toEqual(['A']);
    expect(await stored.replicas.alive()).toBe(2);
    await silentFor('other', 7);
    expect(await stored.replicas.beat('B')).toEqual([]);
    expect(await stored.replicas.alive()).toBe(1);
  });

  test('the clocks of the processes do not matter to who is alive', async () => {
    const one = await harness.open('one');
    harness.now += 1_000_000;
    const two = await harness.open('two');
    expect([await one.replicas.alive(), await two.replicas.alive()]).toEqual([2, 2]);
  });

  test('while another has the work, nothing is claimed, begun to be said or given up as lost', async () => {
    const [one, two] = [await harness.open('one'), await harness.open('two')];
    await approved(two, 'AAAA');
    expect(await one.leases.hold(WORK, MINUTE)).toBe(1);
    const [post] = await two.posts.due(T, 1);
    expect(post).toBeDefined();
    expect(await two.posts.begin([post?.id ?? ''], T)).toBe(false);
    expect(await two.store.commit(claiming(await dossierOf(two, 'AAAA')))).toEqual({ kind: 'not-ours' });
    expect(await one.posts.begin([post?.id ?? ''], T)).toBe(true);
    expect(await two.posts.loseOverdue(T + MINUTE, T + MINUTE)).toBe(0);
    expect(await one.store.commit(claiming(await dossierOf(one, 'AAAA')))).toEqual({ kind: 'done' });
  });

  test('a lease that has run out is no leave to work for whoever has not taken it', async () => {
    const [one, two] = [await harness.open('one'), await harness.open('two')];
    await approved(two, 'AAAA');
    await one.leases.hold(WORK, MINUTE);
    await one.leases.release(WORK);
    expect(await two.store.commit(claiming(await dossierOf(two, 'AAAA')))).toEqual({ kind: 'not-ours' });
    expect(await two.leases.hold(WORK, MINUTE)).toBe(2);
    expect(await two.store.commit(claiming(await dossierOf(two, 'AAAA')))).toEqual({ kind: 'done' });
  });

  test('a delivery of one that is gone is free at once, and one of one that is alive is not', async () => {
    const [one, two] = [await harness.open('one'), await harness.open('two')];
    await one.deliveries.record(deliveryOf('a'));
    expect(await two.deliveries.takeOver(T, 10)).toEqual([]);
    await harness.say(`update delivery set owner = 'gone'`);
    expect(await two.deliveries.takeOver(T, 10)).toEqual([deliveryOf('a')]);
    expect(await one.deliveries.takeOver(T, 10)).toEqual([]);
  });

  test('a delivery that an owner who is alive has had for half a minute is free', async () => {
    const [one, two] = [await harness.open('one'), await harness.open('two')];
    await one.deliveries.record(deliveryOf('a'));
    expect(await two.deliveries.takeOver(T + 29_999, 10)).toEqual([]);
    expect(await two.deliveries.takeOver(T + 30_000, 10)).toEqual([deliveryOf('a')]);
  });
};
