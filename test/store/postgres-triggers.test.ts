import { DatabaseSync } from '@photostructure/sqlite';
import { Kysely, sql } from 'kysely';
import type { Pool } from 'pg';
import type { Change } from '../../src/domain/change';
import { requestEvent } from '../../src/domain/lifecycle';
import { applyChange } from '../../src/store/commit';
import { migrate } from '../../src/store/migrate';
import { firstTables } from '../../src/store/migrations/0001-first-tables';
import { theRecord } from '../../src/store/migrations/0002-the-record';
import { postgresTongue } from '../../src/store/postgres/postgres-tongue';
import { postgresTriggers } from '../../src/store/postgres/postgres-triggers';
import type { Schema } from '../../src/store/schema';
import { sqliteDialect } from '../../src/store/sqlite/sqlite-dialect';
import { sqliteTongue } from '../../src/store/sqlite/sqlite-tongue';
import type { Tongue } from '../../src/store/tongue';
import { hostile } from '../slack/samples';
import { alice, bob, opening, T } from './fixtures';
import { type FreshPostgres, freshPostgres } from './postgres-database';

const serverUrl = process.env['TEST_DATABASE_URL'];
if (serverUrl === undefined) {
  process.stderr.write(
    'skipped: the event log on PostgreSQL; set TEST_DATABASE_URL to a server where roles can be made\n',
  );
}

const APPEND_ONLY = 'P0001';
const NOT_PERMITTED = '42501';

const said = (words: string): Change => ({
  policyHash: 'policy',
  events: [requestEvent('AAAA', T, bob, { kind: 'denied', words }), requestEvent(null, T, null, pausedWith(words))],
});
const pausedWith = (words: string) => ({ kind: 'paused', pause: 2, words, channels: ['C1', 'C2'] }) as const;

/** A request, and entries with every kind of text that somebody might type. */
const changes: readonly Change[] = [opening('AAAA'), ...hostile.map(([, words]) => said(words))];

const write = async (db: Kysely<Schema>): Promise<void> => {
  let ids = 0;
  await db
    .insertInto('delivery')
    .values({
      key: 'ask-AAAA',
      kind: 'command',
      body: null,
      received_at: '',
      state: 'new',
      owner: 'me',
      lease_until: '',
    })
    .execute();
  for (const change of changes) {
    const writer = { newId: () => `id-${++ids}`, owner: 'me', auditKey: 'a key' };
    const { committed } = await db.transaction().execute((trx) => applyChange(trx, change, writer));
    expect(committed).toEqual({ kind: 'done' });
  }
};

const logOf = (db: Kysely<Schema>) => db.selectFrom('event').selectAll().orderBy('seq').execute();

/** What the driver answers a statement with: an error's code, or null when it was carried out. */
const codeOf = async (pool: Pool, statement: string): Promise<string | null> =>
  pool.query(statement).then(
    () => null,
    (error: { readonly code: string }) => error.code,
  );

const onSqlite = async <V>(work: (db: Kysely<Schema>) => Promise<V>): Promise<V> => {
  const db = new Kysely<Schema>({ dialect: sqliteDialect(new DatabaseSync(':memory:')) });
  try {
    return await work(db);
  } finally {
    await db.destroy();
  }
};

(serverUrl === undefined ? describe.skip : describe)('the event log on PostgreSQL', () => {
  let postgres: FreshPostgres;
  beforeAll(async () => {
    postgres = await freshPostgres(serverUrl ?? '');
    const owner = postgres.over(postgres.owner);
    expect(await migrate(owner, postgresTongue)).toEqual({
      kind: 'current',
      applied: [
        '0001-first-tables',
        '0002-the-record',
        '0003-leases',
        '0004-wherever',
        '0005-containment',
        '0006-home',
      ],
    });
    await postgres.grant();
    await write(postgres.over(postgres.app));
  });
  afterAll(() => postgres.dispose());

  test('is written by a role that owns nothing, entry for entry as SQLite writes it', async () => {
    const expected = await onSqlite(async (db) => {
      await migrate(db, sqliteTongue);
      await write(db);
      return logOf(db);
    });
    expect(expected).toHaveLength(1 + 2 * hostile.length);
    expect(await logOf(postgres.over(postgres.app))).toEqual(expected);
  });

  test('has triggers that fire in every session, whatever it calls itself', async () => {
    const { rows } = await postgres.owner.query(
      `select tgname, tgenabled from pg_trigger where tgrelid = 'event'::regclass and not tgisinternal order by tgname`,
    );
    expect(rows).toEqual(
      ['event_is_never_deleted', 'event_is_never_truncated', 'event_is_never_updated'].map((tgname) => ({
        tgname,
        tgenabled: 'A',
      })),
    );
  });

  const rewriting: readonly (readonly [string, string])[] = [
    ['updated', `update event set body = '{}' where seq = 1`],
    ['updated where there is none', `update event set body = '{}' where seq = 0`],
    ['updated on conflict', `insert into event select * from event on conflict (seq) do update set body = '{}'`],
    [
      'updated by a merge',
      `merge into event using (values (1)) as v (s) on seq = s when matched then update set body = '{}'`,
    ],
    ['deleted', 'delete from event where seq = 1'],
    ['truncated', 'truncate event cascade'],
  ];

  test.each(rewriting)('cannot be %s, not even by who owns it', async (_, statement) => {
    const db = postgres.over(postgres.app);
    const before = await logOf(db);
    expect(await codeOf(postgres.owner, statement)).toBe(APPEND_ONLY);
    expect(await codeOf(postgres.administrator, `set session_replication_role = replica; ${statement}`)).toBe(
      APPEND_ONLY,
    );
    expect(await codeOf(postgres.app, statement)).toBe(NOT_PERMITTED);
    expect(await logOf(db)).toEqual(before);
  });

  test.each([
    'drop trigger event_is_never_updated on event',
    'alter table event disable trigger event_is_never_updated',
    'alter table event disable trigger all',
    'alter table event add column more text',
    'alter table event rename to event_old',
    'drop table event cascade',
    'truncate post',
    'create or replace function event_is_append_only() returns trigger language plpgsql as $$ begin return new; end $$',
    'create or replace trigger event_is_never_updated before insert on event execute function event_is_append_only()',
    'create rule r as on insert to event do instead nothing',
    'create table mine (id integer)',
    'set session_replication_role = replica',
    `insert into chain_head values (2, 0, '')`,
    'delete from chain_head',
    'update chain_base set seq = 1',
    'delete from kysely_migration',
  ])('the role that Twokey runs as may not: %s', async (statement) => {
    expect(await codeOf(postgres.app, statement)).toBe(NOT_PERMITTED);
  });

  test('the role that Twokey runs as sees that the tables are up to date', async () => {
    expect(await migrate(postgres.over(postgres.app), postgresTongue)).toEqual({ kind: 'current', applied: [] });
  });

  test('can be opened in a transaction by who owns it, and is closed again by the same statements', async () => {
    const client = await postgres.owner.connect();
    try {
      await client.query('begin');
      await client.query('drop trigger event_is_never_deleted on event');
      await client.query('delete from event where seq > 3');
      for (const statement of postgresTriggers) await client.query(statement);
      const refused = await client
        .query('delete from event where seq = 3')
        .catch((error: { code: string }) => error.code);
      expect(refused).toBe(APPEND_ONLY);
    } finally {
      await client.query('rollback');
      client.release();
    }
  });

  test('that was written before the record had its new form is chained again as on SQLite', async () => {
    const migrateByHand = async (db: Kysely<Schema>, tongue: Tongue) => {
      await firstTables(tongue).up(db);
      for (const statement of oldRows) await sql.raw(statement).execute(db);
      await theRecord(tongue).up(db);
      return { log: await logOf(db), head: await db.selectFrom('chain_head').selectAll().execute() };
    };
    const older = await freshPostgres(serverUrl ?? '');
    try {
      const onPostgres = await migrateByHand(older.over(older.owner), postgresTongue);
      expect(onPostgres.log.map(({ seq, state }) => [seq, state !== null])).toEqual([
        [1, false],
        [2, true],
      ]);
      expect(onPostgres).toEqual(await onSqlite((db) => migrateByHand(db, sqliteTongue)));
    } finally {
      await older.dispose();
    }
  });
});

/** A request that was asked for and approved, as the first tables held it. */
const actor = JSON.stringify(alice);
const oldRows: readonly string[] = [
  `insert into request values ('AAAA', 2, 'approved', 'isolate', 'full', 'why “ünï” 👍', 'UALICE', 'Alice Able', 'C1', '{}',
    'binding', 'policy', '2025-03-01T12:00:00.000Z', null, null, null, null, null)`,
  `insert into run values ('run-1', 'AAAA', 1, 'ready', 'isolate', 'full', 1, '${'a'.repeat(40)}', '{}', '{}', '', null, 0,
    null, null, null, 0, '2025-03-01T12:00:00.000Z', null, null, null, null, null, null, null, null)`,
  `insert into review values ('AAAA', 'UBOB', 'Bob Baker', 'approved', '[0]', null, '2025-03-01T12:00:00.000Z', 2)`,
  `insert into event values (1, '2025-03-01T12:00:00.000Z', 'AAAA', null, 'asked', '${actor}', '{"kind":"asked"}', 'p', 'h')`,
  `insert into event values (2, '2025-03-01T12:00:00.000Z', 'AAAA', null, 'approved', null, '{"kind":"x"}', 'p', 'h')`,
  `update chain_head set seq = 2`,
  `insert into post values ('post-1', 'AAAA', 'card', 1, 0, 'due', 0, 0, null, '2025-03-01T12:00:00.000Z', null, null, 0, 0, '')`,
];
