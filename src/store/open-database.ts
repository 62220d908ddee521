import type { OpenDatabase, Opening } from './opened';
import { openSqlite } from './sqlite/open-sqlite';

/**
 * Opens the database and brings its tables up to date. Rejects with a `Fault` whose code is `in-use`, `corrupt`,
 * `read-only`, `locked`, `full`, `newer-schema`, `away`, `refused` or `failed`.
 */
export const openDatabase = async ({ place, owner, log }: Opening): Promise<OpenDatabase> => {
  switch (place.kind) {
    case 'sqlite':
      return openSqlite(place.path, log);
    case 'postgres': {
      // Its driver is loaded where it is used.
      const { openPostgres } = await import('./postgres/open-postgres.js');
      return openPostgres({ url: place.url, owner, log });
    }
  }
};
