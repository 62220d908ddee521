import { existsSync } from 'node:fs';
import { DatabaseSync, type DatabaseSyncInstance } from '@photostructure/sqlite';
import { faultOfSqlite, sqliteFault } from './sqlite-fault';
import { isOurs } from './sqlite-file';

/** How long another program's lock is waited for. This blocks the event loop: only for a process with nothing else to do. */
const BUSY_MS = 5_000;

/**
 * Opens a SQLite file for reading alone, beside a Twokey that runs on it or after one that has died. Never makes a file.
 * Throws the faults `missing`, `corrupt` and `read-only`.
 */
export const openSqliteReader = (path: string): DatabaseSyncInstance => {
  if (!existsSync(path)) throw sqliteFault('missing', path);
  let raw: DatabaseSyncInstance | null = null;
  try {
    raw = new DatabaseSync(path, { readOnly: true, timeout: BUSY_MS });
    raw.exec('PRAGMA query_only = ON');
    if (!isOurs(raw)) throw sqliteFault('corrupt', path);
    return raw;
  } catch (error) {
    raw?.close();
    throw faultOfSqlite(path, error) ?? error;
  }
};
