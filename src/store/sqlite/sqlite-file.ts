import { mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import { DatabaseSync, type DatabaseSyncInstance } from '@photostructure/sqlite';
import { faultOfSqlite, sqliteFault } from './sqlite-fault';

// FULL makes every commit reach the disk before it is acknowledged: the driver's default in WAL does not. Without
// recursive_triggers, INSERT OR REPLACE would delete an event without asking the trigger that forbids it.
const pragmas = [
  'PRAGMA journal_mode = WAL',
  'PRAGMA synchronous = FULL',
  'PRAGMA foreign_keys = ON',
  'PRAGMA recursive_triggers = ON',
];

/** Makes the folder of a SQLite file where it is missing. Throws the fault `read-only` when it cannot. */
export const makeFolder = (path: string): void => {
  try {
    mkdirSync(dirname(path), { recursive: true });
  } catch (error) {
    throw sqliteFault('read-only', path, error);
  }
};

/** Whether the file is empty, or holds the ledger of our migrations: another program's tables are left as they are. */
export const isOurs = (raw: DatabaseSyncInstance): boolean => {
  const tables: unknown[] = raw.prepare("SELECT name FROM sqlite_schema WHERE type = 'table'").all();
  return tables.length === 0 || tables.some((table) => isNamed(table, 'kysely_migration'));
};

const isNamed = (table: unknown, name: string): boolean =>
  typeof table === 'object' && table !== null && 'name' in table && table.name === name;

/**
 * Opens a SQLite file, makes it durable and checks that it is whole and ours. The driver never waits for a lock, because its
 * wait blocks the event loop: the caller tries again. Throws faults.
 *
 * @param isCheckedNow whether this file is read from end to end before it is used; all of them unless said
 */
export const openSqliteFile = (
  path: string,
  isCheckedNow: (path: string) => boolean = () => true,
): DatabaseSyncInstance => {
  let raw: DatabaseSyncInstance | null = null;
  try {
    raw = new DatabaseSync(path, { timeout: 0 });
    if (!isOurs(raw)) throw sqliteFault('corrupt', path);
    for (const pragma of pragmas) raw.exec(pragma);
    if (isCheckedNow(path) && !isOk(raw.prepare('PRAGMA quick_check(1)').get())) throw sqliteFault('corrupt', path);
    return raw;
  } catch (error) {
    raw?.close();
    throw faultOfSqlite(path, error) ?? error;
  }
};

const isOk = (answer: unknown): boolean =>
  typeof answer === 'object' && answer !== null && 'quick_check' in answer && answer.quick_check === 'ok';
