import { resolve } from 'node:path';
import { Kysely } from 'kysely';
import type { OpenReader } from '../opened';
import type { Schema } from '../schema';
import { sqliteDialect } from './sqlite-dialect';
import { faultOfSqlite, sqliteFault } from './sqlite-fault';
import { openSqliteReader } from './sqlite-reader';
import { sqliteTongue } from './sqlite-tongue';

/** Opens a SQLite file for reading alone, whatever state it is in, beside whoever writes it. */
export const readSqlite = async (file: string): Promise<OpenReader> => {
  const path = resolve(file);
  const db = new Kysely<Schema>({ dialect: sqliteDialect(openSqliteReader(path)) });
  return {
    tongue: sqliteTongue,
    read: async (work) => {
      try {
        return await db.transaction().setAccessMode('read only').execute(work);
      } catch (error) {
        throw faultOfSqlite(path, error) ?? error;
      }
    },
    fault: (code) => sqliteFault(code, path),
    close: () => db.destroy(),
  };
};
