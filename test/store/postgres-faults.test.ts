import { Client } from 'pg';
import { type OpenStore, openStore } from '../../src/store/open-store';
import { deliveryOf, machineNamed, opening, T } from './fixtures';
import { type FreshDatabase, freshDatabase, sayTo, serverUrl } from './fresh-database';
import { quiet } from './harness';
import { startWire, type Wire } from './wire';

const suite = serverUrl === undefined ? describe.skip : describe;

let fresh: FreshDatabase;
let stores: OpenStore[];
const open = async (url = fresh.url, owner = 'me'): Promise<OpenStore> => {
  let ids = 0;
  const newId = () => `${owner}-${++ids}`;
  const stored = await openStore({ place: { kind: 'postgres', url }, owner, now: () => T, newId, log: quiet });
  stores.push(stored);
  return stored;
};
const count = async (table: string): Promise<number> =>
  Number((await fresh.say(`select count(*) as count from ${table}`))[0]?.['count']);
const storeFault = (code: string) => ({ facts: { system: 'store', code } });
const tookMs = async (work: Promise<unknown>): Promise<number> => {
  const began = performance.now();
  await work.catch(() => {});
  return performance.now() - began;
};

suite('PostgreSQL that fails', () => {
  beforeEach(async () => {
    fresh = await freshDatabase();
    stores = [];
  });
  afterEach(async () => {
    await Promise.all(stores.map((stored) => stored.close()));
    await fresh.drop();
  });

  describe('while it restarts under load', () => {
    const cutAll = () =>
      fresh.say(
        'select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid()',
      );

    test('everything goes on by itself, what was confirmed is there, and nothing is there twice', async () => {
      const stored = await open();
      const outcomes: string[] = [];
      const writers = Array.from({ length: 30 }, async (_, index) => {
        for (let round = 0; round < 4; round += 1) {
          if (index === 10) await cutAll();
          const id = `${index}-${round}`;
          try {
            await stored.deliveries.record(deliveryOf(`ask-${id}`));
            await stored.store.commit({ ...opening(id, { machine: machine(index * 10 + round) }) });
            outcomes.push(id);
          } catch (error) {
            expect(error).toMatchObject({ facts: { system: 'store', code: expect.stringMatching(/^(unsure|away)$/) } });
          }
          await stored.store.nextDue('ready');
        }
      });
      await Promise.all(writers);
      expect(outcomes.length).toBeGreaterThan(80);
      for (const id of outcomes) expect((await stored.store.dossier(id))?.request.id).toBe(id);
      const head = await stored.store.head();
      expect(head.seq).toBe(await count('event'));
      expect(await count('run')).toBe(await count('request'));
      await stored.check();
    });

    test('a commit whose answer was lost is neither tried again nor told as done', async () => {
      const wire = await startWire(fresh.url);
      const stored = await open(wire.url);
      await stored.deliveries.record(deliveryOf('ask-AAAA'));
      const cut = wire.cutAfter('insert into "event"', 'commit');
      await expect(stored.store.commit(opening('AAAA'))).rejects.toMatchObject({
        facts: { code: 'unsure', says: expect.stringContaining('may be stored or not') },
      });
      await cut;
      expect((await stored.store.dossier('AAAA'))?.request.id).toBe('AAAA');
      expect(await stored.store.commit(opening('AAAA'))).toEqual({ kind: 'seen' });
      await stored.close();
      await wire.close();
    });

    test('a transaction that was cut off before its commit is done again, once', async () => {
      const wire = await startWire(fresh.url);
      const stored = await open(wire.url);
      await stored.deliveries.record(deliveryOf('ask-AAAA'));
      const cut = wire.cutAfter('insert into "event"');
      expect(await stored.store.commit(opening('AAAA'))).toEqual({ kind: 'done' });
      await cut;
      expect([await count('request'), (await stored.store.head()).seq]).toEqual([1, await count('event')]);
      await stored.close();
      await wire.close();
    });
  });

  describe('with a writer that is frozen while it holds the log', () => {
    const freezeOne = async (): Promise<Client> => {
      const frozen = new Client({ connectionString: fresh.url });
      frozen.on('error', () => {});
      await frozen.connect();
      await frozen.query(
        'begin; set local idle_in_transaction_session_timeout = 2000; select seq from chain_head where id = 1 for update',
      );
      return frozen;
    };

    test('clicks are stored at once, changes a moment later, and the frozen one has lost its turn', async () => {
      const stored = await open();
      const frozen = await freezeOne();
      expect(await tookMs(stored.deliveries.record(deliveryOf('ask-AAAA')))).toBeLessThan(1_000);
      await stored.check();
      const began = performance.now();
      expect(await stored.store.commit(opening('AAAA'))).toEqual({ kind: 'done' });
      expect(performance.now() - began).toBeLessThan(4_000);
      await expect(frozen.query('update chain_head set seq = 99')).rejects.toThrow();
      await frozen.end().catch(() => {});
    });
  });

  describe('that takes what is said and never answers', () => {
    let wire: Wire;
    beforeEach(async () => {
      wire = await startWire(fresh.url);
    });
    afterEach(async () => {
      await Promise.all(stores.map((stored) => stored.close()));
      await wire.close();
    });

    test('a click is refused within 2 s, and stored as soon as it answers again', async () => {
      const stored = await open(wire.url);
      wire.freeze();
      const many = Array.from({ length: 40 }, (_, index) => stored.deliveries.record(deliveryOf(`key-${index}`)));
      expect(await tookMs(Promise.all(many))).toBeLessThan(2_100);
      for (const outcome of await Promise.allSettled(many)) expect(outcome.status).toBe('rejected');
      await expect(stored.check()).rejects.toMatchObject({ facts: { system: 'store' } });
      wire.thaw();
      await expect(untilStored(stored)).resolves.toBe('new');
      expect(wire.count()).toBeLessThanOrEqual(10);
    });

    test('a start says so, and ends', async () => {
      wire.freeze();
      await expect(open(wire.url)).rejects.toMatchObject(storeFault('away'));
    });
  });

  describe('that does not let Twokey in', () => {
    test.each([
      ['with an unknown user', (url: URL) => Object.assign(url, { username: 'nobody-knows' }), 'refused', 'the user'],
      ['without the database', (url: URL) => Object.assign(url, { pathname: '/not-there' }), 'refused', 'the database'],
      ['where nobody listens', (url: URL) => Object.assign(url, { port: '1' }), 'away', 'Check that it runs'],
    ])('%s, says what to do, and not the password', async (_, change, code, cure) => {
      const url = change(Object.assign(new URL(fresh.url), { password: 'topsecret' }));
      const failed = await open(String(url)).catch((error: unknown) => error);
      expect(failed).toMatchObject({ facts: { system: 'store', code, says: expect.stringContaining(cure) } });
      expect(JSON.stringify(failed)).not.toContain('topsecret');
    });

    test('where it is read-only, names the primary', async () => {
      await (await open()).close();
      const name = new URL(fresh.url).pathname.slice(1);
      await fresh.say(`alter database ${name} set default_transaction_read_only = on`);
      await expect(open()).rejects.toMatchObject({
        facts: { code: 'read-only', says: expect.stringContaining('the primary') },
      });
    });

    test('where it has no connection left, says how many are needed', async () => {
      await (await open()).close();
      const name = new URL(fresh.url).pathname.slice(1);
      const role = `${name}_crowd`;
      await fresh.say(`create role ${role} login superuser connection limit 0`);
      const url = Object.assign(new URL(fresh.url), { username: role });
      try {
        await sayTo(fresh.url, `alter role ${role} nosuperuser`);
        await expect(open(String(url))).rejects.toMatchObject(storeFault('crowded'));
      } finally {
        await fresh.say(`drop role ${role}`);
      }
    });
  });
});

const machine = (number: number) => ({
  ...machineNamed(`srv-${number}.contoso.com`),
  id: number.toString(16).padStart(40, '0'),
});

/** Records again and again until it is stored. */
const untilStored = async (stored: OpenStore): Promise<'new' | 'seen'> => {
  for (let attempt = 0; ; attempt += 1) {
    try {
      return await stored.deliveries.record(deliveryOf('after'));
    } catch (error) {
      if (attempt > 10) throw error;
    }
  }
};
