import { sql } from 'kysely';
import { newDeliveries } from '../new-deliveries';
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
  // A statement that writes returns no rows here, and one more of them costs no way over a network.
  insertDeliveries: async (db, rows) => {
    const fresh = new Set<string>();
    for (const row of rows) {
      const inserted = await newDeliveries(db, [row]).executeTakeFirst();
      if (inserted.numInsertedOrUpdatedRows === 1n) fresh.add(row.key);
    }
    return fresh;
  },
  inspect: inspectSqlite,
};
