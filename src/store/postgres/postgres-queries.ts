import { type DialectAdapter, type Driver, Kysely, PostgresIntrospector, PostgresQueryCompiler } from 'kysely';
import type { Schema } from '../schema';

/** Kysely's lock is one of the session, which a pooler loses; the transaction that makes tables brings its own, see `Hold`. */
const adapter: DialectAdapter = {
  supportsCreateIfNotExists: true,
  supportsTransactionalDdl: true,
  supportsReturning: true,
  acquireMigrationLock: async () => {},
  releaseMigrationLock: async () => {},
};

/** Queries in PostgreSQL's words, over a driver. */
export const queriesOver = (driver: Driver): Kysely<Schema> =>
  new Kysely<Schema>({
    dialect: {
      createDriver: () => driver,
      createAdapter: () => adapter,
      createQueryCompiler: () => new PostgresQueryCompiler(),
      createIntrospector: (db) => new PostgresIntrospector(db),
    },
  });
