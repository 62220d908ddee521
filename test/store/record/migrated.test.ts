import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { DatabaseSync } from '@photostructure/sqlite';
import { Kysely, sql } from 'kysely';
import { migrate } from '../../../src/store/migrate';
import { firstTables } from '../../../src/store/migrations/0001-first-tables';
import type { Schema } from '../../../src/store/schema';
import { sqliteDialect } from '../../../src/store/sqlite/sqlite-dialect';
import { sqliteTongue } from '../../../src/store/sqlite/sqlite-tongue';
import { freshFolder } from '../harness';
import { tampering, verified } from './recorded';

const actor = `{"id":"UALICE","name":"Alice Able"}`;
/** A request that was asked for and approved, as the first tables held it; somebody typed half a character. */
const oldRows: readonly string[] = [
  `insert into request values ('AAAA', 2, 'approved', 'isolate', 'full', 'why “ünï” 👍', 'UALICE', 'Alice Able', 'C1', '{}',
    'binding', 'policy', '2025-03-01T12:00:00.000Z', null, null, null, null, null)`,
  `insert into run values ('run-1', 'AAAA', 1, 'ready', 'isolate', 'full', 1, '${'a'.repeat(40)}', '{}', '{}', '', null, 0,
    null, null, null, 0, '2025-03-01T12:00:00.000Z', null, null, null, null, null, null, null, null)`,
  `insert into review values ('AAAA', 'UBOB', 'Bob Baker', 'approved', '[0]', null, '2025-03-01T12:00:00.000Z', 2)`,
  `insert into event values (1, '2025-03-01T12:00:00.000Z', 'AAAA', null, 'asked', '${actor}',
    '{"comment":"half \\ud83d","kind":"asked"}', 'p', 'h')`,
  `insert into event values (2, '2025-03-01T12:00:00.000Z', 'AAAA', null, 'approved', null, '{"kind":"approved"}', 'p', 'h')`,
  'update chain_head set seq = 2',
];

test('a store of the first version is whole once it has been brought up to date, and its rows are vouched for', async () => {
  const folder = await freshFolder();
  const path = join(folder, 'twokey.db');
  const db = new Kysely<Schema>({ dialect: sqliteDialect(new DatabaseSync(path)) });
  await firstTables(sqliteTongue).up(db);
  for (const statement of oldRows) await sql.raw(statement).execute(db);
  await sql`create table kysely_migration (name text primary key, timestamp text not null)`.execute(db);
  await sql`insert into kysely_migration values ('0001-first-tables', '2025-03-01T12:00:00.000Z')`.execute(db);
  await expect(verified(path)).rejects.toMatchObject({ facts: { code: 'older-schema' } });
  expect(await migrate(db, sqliteTongue)).toEqual({
    kind: 'current',
    applied: ['0002-the-record', '0003-leases', '0004-wherever', '0005-containment', '0006-home'],
  });
  await db.destroy();
  expect(await verified(path)).toMatchObject({ breaks: [], entries: 2, rows: 4 });
  tampering(path, (raw) => raw.exec(`update run set status = 'succeeded'`));
  expect((await verified(path)).breaks).toEqual(['Run run-1 is stored as succeeded; entry 2 says ready.']);
  await rm(folder, { recursive: true });
});
