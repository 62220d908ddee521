import { type Kysely, sql } from 'kysely';
import type { Schema } from '../schema';
import { sqliteTriggers } from '../sqlite/sqlite-triggers';
import type { Breaks } from './breaks';

const spelled = (statement: string): string => statement.replace(/\s+/g, ' ').toLowerCase();

/** Finds out whether something that keeps the log append-only was taken away: Twokey never runs without it. */
export const findLoosened = async (db: Kysely<Schema>, breaks: Breaks): Promise<void> => {
  const { rows } = await sql<{ statement: string }>`
    select sql as statement from sqlite_schema where type = 'trigger' and tbl_name = 'event'`.execute(db);
  const there = new Set(rows.map(({ statement }) => spelled(statement)));
  if (!sqliteTriggers.every((statement) => there.has(spelled(statement)))) {
    breaks.add('A trigger that keeps the log from being rewritten is gone, or is another one.');
  }
};
