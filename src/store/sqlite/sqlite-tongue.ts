import { sql } from 'kysely';
import type { Tongue } from '../tongue';
import { inspectSqlite } from './sqlite-inspection';
import { sqliteTriggers, sqliteTriggersAway } from './sqlite-triggers';

/** How SQLite says it. Its clock is this machine's. */
export const sqliteTongue: Tongue = {
  appendOnly: sqliteTriggers,
  unlock: sqliteTriggersAway,
  ddl: (statement) => statement,
  // One process has the file.
  hush: [],
  fromNow: (ms) => sql<string>`strftime('%Y-%m-%dT%H:%M:%fZ', 'now', ${`${ms / 1000} seconds`})`,
  inspect: inspectSqlite,
};
