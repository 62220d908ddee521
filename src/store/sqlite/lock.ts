import { DatabaseSync, type DatabaseSyncInstance } from '@photostructure/sqlite';
import { faultOfSqlite, isBusy, sqliteFault } from './sqlite-fault';

// A lock that nothing refers to is collected by the engine, and the file is free while we still run (seen).
const held = new Set<DatabaseSyncInstance>();

/**
 * Makes this process the only one on a SQLite file, until it lets go or dies: the kernel frees the lock on `kill -9`.
 * The lock is a file of its own, because any read of a locked file in the same process drops POSIX locks. Returns how
 * to let go; throws the fault `in-use` when another process has it.
 */
export const holdLock = (path: string): (() => void) => {
  let lock: DatabaseSyncInstance | null = null;
  try {
    lock = new DatabaseSync(`${path}.lock`, { timeout: 0 });
    lock.exec('PRAGMA journal_mode = DELETE');
    lock.exec('BEGIN EXCLUSIVE');
  } catch (error) {
    lock?.close();
    throw isBusy(error) ? sqliteFault('in-use', path, error) : (faultOfSqlite(`${path}.lock`, error) ?? error);
  }
  const mine = lock;
  held.add(mine);
  return () => {
    if (held.delete(mine)) mine.close();
  };
};
