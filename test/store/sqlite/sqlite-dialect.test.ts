import { DatabaseSync } from '@photostructure/sqlite';
import { Kysely, sql } from 'kysely';
import { sqliteDialect } from '../../../src/store/sqlite/sqlite-dialect';

interface Tables {
  readonly t: { readonly a: unknown; readonly b: unknown };
}

const open = async () => {
  const raw = new DatabaseSync(':memory:');
  raw.exec('create table t (a, b)');
  return new Kysely<Tables>({ dialect: sqliteDialect(raw) });
};

test.each([
  ['a Date', new Date(0)],
  ['an object', { a: 1 }],
  ['a boolean', true],
  ['undefined', undefined],
  ['a text with NUL', 'a\0b'],
])('%s is refused, not stored as something else', async (_, value) => {
  const db = await open();
  await expect(sql`insert into t (a) values (${value})`.execute(db)).rejects.toThrow(/cannot be stored|parameters/);
  expect(await db.selectFrom('t').selectAll().execute()).toEqual([]);
  await db.destroy();
});

test.each([
  ['text', 'x?y"z\'“👍'],
  ['a number', 1.5],
  ['null', null],
])('%s is read as it was written', async (_, value) => {
  const db = await open();
  await sql`insert into t (a, b) values (${value}, '? in a text')`.execute(db);
  expect({ ...(await db.selectFrom('t').selectAll().executeTakeFirst()) }).toEqual({ a: value, b: '? in a text' });
  await db.destroy();
});

test('a missing parameter is refused', async () => {
  const db = await open();
  await expect(sql.raw('insert into t (a, b) values (?, ?)').execute(db)).rejects.toThrow('0 parameters for 2 places');
  await db.destroy();
});

test('a statement that writes and returns rows is refused, because its failure would have no code', async () => {
  const db = await open();
  const insert = db.insertInto('t').values({ a: 1, b: 2 }).returning('a').execute();
  await expect(insert).rejects.toThrow('cannot return rows');
  await db.destroy();
});

test('a read that fails tells its result code', async () => {
  const db = await open();
  const read = sql`select json_extract('{', '$')`.execute(db);
  await expect(read).rejects.toMatchObject({ errcode: 1 });
  await db.destroy();
});

test('hundreds of different statements are prepared anew without harm', async () => {
  const db = await open();
  for (let count = 1; count <= 700; count++) await db.selectFrom('t').select('a').limit(1).offset(count).execute();
  for (let count = 1; count <= 700; count++) await sql.raw(`select ${count}`).execute(db);
  expect((await sql<{ readonly one: number }>`select 1 as one`.execute(db)).rows[0]?.one).toBe(1);
  await db.destroy();
});

test('a failing migration leaves nothing behind', async () => {
  const db = await open();
  const half = db.transaction().execute(async (trx) => {
    await sql.raw('create table half (a)').execute(trx);
    await sql.raw('create table half (a)').execute(trx);
  });
  await expect(half).rejects.toMatchObject({ errcode: 1 });
  expect((await db.introspection.getTables()).map((table) => table.name)).toEqual(['t']);
  await db.destroy();
});
