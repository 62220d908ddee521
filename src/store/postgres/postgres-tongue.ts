import { sql } from 'kysely';
import { newDeliveries } from '../new-deliveries';
import type { Tongue } from '../tongue';
import { inspectPostgres } from './postgres-inspection';
import { postgresTriggers, postgresTriggersAway } from './postgres-triggers';

/** How PostgreSQL says it. Texts are compared byte by byte, as on SQLite, whatever language the database speaks. */
export const postgresTongue: Tongue = {
  appendOnly: postgresTriggers,
  unlock: postgresTriggersAway,
  ddl: (statement) => statement.replace(/ text\b/g, ' text collate "C"'),
  hush: ['select seq from chain_head where id = 1 for update'],
  fromNow: (ms) =>
    sql<string>`to_char((clock_timestamp() + make_interval(secs => ${ms / 1000}::double precision)) at time zone 'utc',
      'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')`,
  insertDeliveries: async (db, rows) => {
    const inserted = await newDeliveries(db, rows).returning('key').execute();
    return new Set(inserted.map(({ key }) => key));
  },
  inspect: inspectPostgres,
};
