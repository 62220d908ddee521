import { resolve } from 'node:path';
import { Kysely } from 'kysely';
import type { Log } from '../../flow/ports';
import { createDatabase, type Database } from '../database';
import { migrate } from '../migrate';
import type { OpenDatabase } from '../opened';
import type { Schema } from '../schema';
import { holdLock } from './lock';
import { sqliteDialect } from './sqlite-dialect';
import { faultOfSqlite, isBusy, isUniqueViolation, sqliteFault } from './sqlite-fault';
import { makeFolder, openSqliteFile } from './sqlite-file';
import { sqliteTongue } from './sqlite-tongue';
import { whileWhole } from './while-whole';
import { checkBeside, isSoonChecked } from './whole-check';

/** How long a write waits for another program that holds the file: Slack wants its answer within 3 s. */
const BUSY_MS = 1_500;

/** Opens a SQLite file, for this process alone; its folder is made where it is missing. */
export const openSqlite = async (file: string, log: Log): Promise<OpenDatabase> => {
  const path = resolve(file);
  makeFolder(path);
  const letGo = holdLock(path);
  try {
    const database = await openFile(path, log);
    return {
      database,
      tongue: sqliteTongue,
      otherOwners: 'gone',
      hints: { listen: () => {} },
      fault: (code) => sqliteFault(code, path),
      close: async () => {
        await database.close();
        letGo();
      },
    };
  } catch (error) {
    letGo();
    throw error;
  }
};

const openFile = async (path: string, log: Log): Promise<Database> => {
  const raw = openSqliteFile(path, isSoonChecked);
  try {
    const db = new Kysely<Schema>({ dialect: sqliteDialect(raw) });
    const migrated = await migrate(db, sqliteTongue);
    if (migrated.kind === 'newer') throw sqliteFault('newer-schema', path);
    log.info('store-opened', { path, migrations: migrated.applied });
    const faultOf = (error: unknown) => faultOfSqlite(path, error);
    const errors = { isBusy, isUniqueViolation, faultOf, closed: () => sqliteFault('closed', path) };
    const database = createDatabase({ db, errors, log, patienceMs: BUSY_MS, hint: null });
    // It grows with the years, and a start after a crash must not.
    const check = isSoonChecked(path) ? null : checkBeside(path);
    return whileWhole(database, { check, damaged: () => sqliteFault('corrupt', path), log });
  } catch (error) {
    raw.close();
    throw faultOfSqlite(path, error) ?? error;
  }
};
