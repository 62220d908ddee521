import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { Kysely } from 'kysely';
import type { OpenKeeper } from '../opened';
import type { Schema } from '../schema';
import { holdLock } from './lock';
import { sqliteDialect } from './sqlite-dialect';
import { faultOfSqlite, sqliteFault } from './sqlite-fault';
import { openSqliteFile } from './sqlite-file';
import { sqliteTongue } from './sqlite-tongue';

/** Opens a SQLite file for sealing and removing, for this process alone. Throws the fault `in-use` while Twokey runs on it. */
export const keepSqlite = async (file: string): Promise<OpenKeeper> => {
  const path = resolve(file);
  if (!existsSync(path)) throw sqliteFault('missing', path);
  const letGo = holdLock(path);
  let raw: ReturnType<typeof openSqliteFile>;
  try {
    raw = openSqliteFile(path);
  } catch (error) {
    letGo();
    throw error;
  }
  // What is removed is overwritten, too.
  raw.exec('PRAGMA secure_delete = ON');
  const db = new Kysely<Schema>({ dialect: sqliteDialect(raw) });
  const faulty = async <T>(work: Promise<T>): Promise<T> => {
    try {
      return await work;
    } catch (error) {
      throw faultOfSqlite(path, error) ?? error;
    }
  };
  return {
    tongue: sqliteTongue,
    read: (work) => faulty(db.transaction().setAccessMode('read only').execute(work)),
    write: (work) => faulty(db.transaction().execute(work)),
    // Whoever may write to a file owns it for all that SQLite knows.
    notAllowed: async () => null,
    fault: (code) => sqliteFault(code, path),
    close: async () => {
      await db.destroy();
      letGo();
    },
  };
};
