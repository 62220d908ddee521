import { Kysely, PostgresDialect, sql } from 'kysely';
import type { Pool } from 'pg';
import { ageOf, migrate } from '../../src/store/migrate';
import { firstTables } from '../../src/store/migrations/0001-first-tables';
import { theRecord } from '../../src/store/migrations/0002-the-record';
import { type OpenStore, openStore } from '../../src/store/open-store';
import { postgresTongue } from '../../src/store/postgres/postgres-tongue';
import type { Schema } from '../../src/store/schema';
import { deliveryOf, opening, T } from './fixtures';
import { type FreshDatabase, freshDatabase, poolOf, serverUrl } from './fresh-database';
import { quiet } from './harness';
import { type FreshPostgres, freshPostgres } from './postgres-database';

const suite = serverUrl === undefined ? describe.skip : describe;

suite('the tables on PostgreSQL', () => {
  let fresh: FreshDatabase;
  let pool: Pool;
  let db: Kysely<Schema>;
  beforeEach(async () => {
    fresh = await freshDatabase();
    pool = poolOf(fresh.url);
    db = new Kysely<Schema>({ dialect: new PostgresDialect({ pool }) });
  });
  afterEach(async () => {
    await db.destroy();
    await fresh.drop();
  });

  /** The tables as the version before leases made them. */
  const olderTables = async (): Promise<void> => {
    const applied = { '0001-first-tables': firstTables, '0002-the-record': theRecord };
    for (const migration of Object.values(applied)) {
      await db.transaction().execute((trx) => migration(postgresTongue).up(trx));
    }
    await sql`create table kysely_migration (name varchar(255) primary key, timestamp varchar(255) not null)`.execute(
      db,
    );
    await sql`create table kysely_migration_lock (id varchar(255) primary key, is_locked integer not null default 0)`.execute(
      db,
    );
    await sql`insert into kysely_migration_lock (id) values ('migration_lock')`.execute(db);
    for (const name of Object.keys(applied)) {
      await sql`insert into kysely_migration values (${name}, ${new Date().toISOString()})`.execute(db);
    }
  };
  const openAs = (owner: string): Promise<OpenStore> =>
    openStore({ place: { kind: 'postgres', url: fresh.url }, owner, now: () => T, newId: () => owner, log: quiet });
  const openTogether = async (): Promise<void> => {
    const all = await Promise.all(['one', 'two', 'three', 'four', 'five'].map(openAs));
    expect(await all[0]?.replicas.alive()).toBe(5);
    await Promise.all(all.map((stored) => stored.close()));
    expect(await ageOf(db)).toBe('current');
    const names = (await fresh.say('select name from kysely_migration order by name')).map(({ name }) => name);
    expect(new Set(names).size).toBe(names.length);
  };

  test('are made once when five processes start at once on an empty database', openTogether);

  test('are brought up to date once when five processes start at once on those of an older version', async () => {
    await olderTables();
    expect(await ageOf(db)).toBe('older');
    await openTogether();
  });

  test('are brought up to date while an older version goes on writing', async () => {
    await olderTables();
    let written = 0;
    let isOver = false;
    const write = async (): Promise<void> => {
      while (!isOver || written < 20) {
        const row = { key: `older-${written}`, kind: 'command', body: null, received_at: '', state: 'new' } as const;
        await db.transaction().execute(async (trx) => {
          await sql`select seq from chain_head where id = 1 for update`.execute(trx);
          await sql`select count(*) from request join run on run.request_id = request.id`.execute(trx);
          await trx
            .insertInto('delivery')
            .values({ ...row, owner: 'older', lease_until: '' })
            .execute();
        });
        written += 1;
      }
    };
    const writing = write();
    const newer = await openAs('newer');
    isOver = true;
    await writing;
    await newer.deliveries.record(deliveryOf('ask-NEW'));
    expect(await newer.store.commit(opening('NEW'))).toEqual({ kind: 'done' });
    expect(await fresh.say(`select count(*)::integer as kept from delivery where owner = 'older'`)).toEqual([
      { kept: written },
    ]);
    await newer.close();
  });
});

suite('a Twokey that owns no table', () => {
  let fresh: FreshPostgres;
  beforeEach(async () => {
    fresh = await freshPostgres(serverUrl ?? '');
  });
  afterEach(() => fresh.dispose());

  const appUrl = () => `${fresh.url}?options=${encodeURIComponent(`-c role=${fresh.name}_app`)}`;

  test('runs on tables that their owner has made, and has granted', async () => {
    await migrate(fresh.over(fresh.owner), postgresTongue);
    await fresh.grant();
    const stored = await openStore({
      place: { kind: 'postgres', url: appUrl() },
      owner: 'me',
      now: () => T,
      newId: () => 'id',
      log: quiet,
    });
    await stored.deliveries.record(deliveryOf('ask-AAAA'));
    expect(await stored.store.commit(opening('AAAA'))).toEqual({ kind: 'done' });
    expect(await stored.leases.hold('announce', 60_000)).toBe(1);
    expect(await stored.replicas.alive()).toBe(1);
    await stored.check();
    await stored.close();
  });

  test('cannot make them, and says what to run', async () => {
    const starting = openStore({
      place: { kind: 'postgres', url: appUrl() },
      owner: 'me',
      now: () => T,
      newId: () => 'id',
      log: quiet,
    });
    await expect(starting).rejects.toMatchObject({
      facts: { code: 'not-owner', says: expect.stringContaining('the owner of the tables') },
    });
  });
});
