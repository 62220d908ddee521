import { type Kysely, sql } from 'kysely';
import { nameOf } from '../record/attestations';
import type { Breaks } from '../record/breaks';
import type { Schema } from '../schema';
import { sqliteTriggers } from './sqlite-triggers';

/** The tables that are verified, and what names a row of each. */
const tables: readonly (readonly [table: string, key: string, name: (key: string) => string])[] = [
  ['event', 'seq', (key) => `Entry ${key}`],
  ['request', 'id', (key) => nameOf('request', key)],
  ['run', 'id', (key) => nameOf('run', key)],
  ['review', `request_id || ' ' || person_id`, (key) => nameOf('review', key)],
  ['sending_switch', `'sending'`, (key) => nameOf('switch', key)],
  ['twin', 'twin_id', (key) => `Twin ${key}`],
  ['chain_base', `'chain_base'`, (key) => key],
  ['chain_head', `'chain_head'`, (key) => key],
];

const isCut = (column: string): string => `instr(${column}, char(0)) > 0`;
const isTooLarge = (column: string): string =>
  `(typeof(${column}) in ('integer', 'real') and ${column} not between ${Number.MIN_SAFE_INTEGER} and ${Number.MAX_SAFE_INTEGER})`;

const firstOf = (columns: readonly string[], isWrong: (column: string) => string): string =>
  `case ${columns.map((column) => `when ${isWrong(column)} then '${column}'`).join(' ')} end`;

/**
 * Finds values that SQLite keeps and its driver does not give as they are: text of which only what stands before a NUL is
 * given, while queries compare all of it; and numbers that JavaScript cannot hold. Whether everything else can be read.
 */
const findUnreadable = async (db: Kysely<Schema>, breaks: Breaks): Promise<boolean> => {
  let isReadable = true;
  for (const [table, key, name] of tables) {
    const { rows: info } = await sql<{ name: string }>`select name from pragma_table_info(${table})`.execute(db);
    const columns = info.map((column) => `"${column.name}"`);
    const cut = firstOf(columns, isCut);
    const large = firstOf(columns, isTooLarge);
    const { rows } = await sql<{ key: string; cut: string | null; large: string | null }>`
      select cast(${sql.raw(key)} as text) as key, ${sql.raw(cut)} as cut, ${sql.raw(large)} as large
      from ${sql.table(table)} where cut is not null or large is not null`.execute(db);
    for (const row of rows) {
      const says = `${name(row.key)} is damaged: its column`;
      if (row.cut !== null) breaks.add(`${says} ${row.cut} holds text with a NUL, which hides what comes after it.`);
      if (row.large !== null) breaks.add(`${says} ${row.large} holds a number that nothing can read.`);
      isReadable &&= row.large === null;
    }
  }
  return isReadable;
};

const spelled = (statement: string): string => statement.replace(/\s+/g, ' ').toLowerCase();

/** Finds out whether something that keeps the log append-only was taken away: Twokey never runs without it. */
const findLoosened = async (db: Kysely<Schema>, breaks: Breaks): Promise<void> => {
  const { rows } = await sql<{ statement: string }>`
    select sql as statement from sqlite_schema where type = 'trigger' and tbl_name = 'event'`.execute(db);
  const there = new Set(rows.map(({ statement }) => spelled(statement)));
  if (!sqliteTriggers.every((statement) => there.has(spelled(statement)))) {
    breaks.add('A trigger that keeps the log from being rewritten is gone, or is another one.');
  }
};

/** Finds what a walk along the rows of a SQLite file cannot see. Whether everything else can be read. */
export const inspectSqlite = async (db: Kysely<Schema>, breaks: Breaks): Promise<boolean> => {
  await findLoosened(db, breaks);
  return findUnreadable(db, breaks);
};
