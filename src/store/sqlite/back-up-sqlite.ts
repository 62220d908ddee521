import { existsSync, statSync } from 'node:fs';
import { resolve } from 'node:path';
import { DatabaseSync, type DatabaseSyncInstance } from '@photostructure/sqlite';
import type { Fault } from '../../domain/fault';
import type { Head } from '../event-hash';
import { storeFault } from '../store-fault';
import { faultOfSqlite, sqliteFault } from './sqlite-fault';
import { openSqliteReader } from './sqlite-reader';

/** What a copy was found to hold. */
export interface BackedUp extends Head {
  readonly entries: number;
  readonly bytes: number;
}

/**
 * Copies a SQLite store as it is at one moment, beside a Twokey that goes on writing: a reader is in nobody's way there.
 * Then looks whether the copy is sound, and ends with an entry of the store. Rejects with a `Fault`.
 *
 * @param copy an empty file, or none
 */
export const backUpSqlite = async (file: string, copy: string): Promise<BackedUp> => {
  const path = resolve(file);
  const store = openSqliteReader(path);
  try {
    headIn(store, path);
    copyAll(store, path, resolve(copy));
    return checked(store, resolve(copy));
  } finally {
    store.close();
  }
};

const copyAll = (store: DatabaseSyncInstance, path: string, copy: string): void => {
  try {
    // SQLite counts filling another file among the writes, of which the reader wants none.
    store.exec('PRAGMA query_only = OFF');
    store.exec(`VACUUM INTO '${copy.replaceAll("'", "''")}'`);
  } catch (error) {
    const fault = faultOfSqlite(path, error);
    throw fault !== null && ['full', 'read-only'].includes(fault.facts.code) ? ofCopy(fault, copy) : (fault ?? error);
  }
};

const ofCopy = ({ facts }: Fault, copy: string): Fault =>
  facts.code === 'full'
    ? storeFault('full', `The disk that ${copy} was to be on is full. Free some space on it, or choose another place.`)
    : storeFault(
        'read-only',
        `${copy} cannot be written. Check that its folder exists and that this process may write to it.`,
      );

const checked = (store: DatabaseSyncInstance, copy: string): BackedUp => {
  const raw = new DatabaseSync(copy, { readOnly: true });
  try {
    const [answer] = Object.values(Object(raw.prepare('PRAGMA integrity_check(1)').get()));
    if (answer !== 'ok') throw unsound(`SQLite finds in the copy: ${String(answer)}`);
    const head = headIn(raw, copy);
    const last = store.prepare('SELECT hash FROM event WHERE seq = ?').get(head.seq);
    if (head.seq > 0 && cellOf(last, 'hash') !== head.hash)
      throw unsound(`entry ${head.seq} is another one in the copy`);
    const entries = Number(cellOf(raw.prepare('SELECT count(*) AS entries FROM event').get(), 'entries'));
    return { ...head, entries, bytes: statSync(copy).size };
  } catch (error) {
    throw faultOfSqlite(copy, error) ?? error;
  } finally {
    raw.close();
  }
};

const unsound = (what: string): Fault =>
  storeFault('corrupt', `The copy is not sound, and was thrown away: ${what}. Look at the disk, and at audit verify.`);

/** Where the record of a store ends. Throws the fault `missing` where there is none. */
const headIn = (raw: DatabaseSyncInstance, path: string): Head => {
  const isThere = raw.prepare(`SELECT 1 FROM sqlite_schema WHERE name = 'chain_head'`).get() !== undefined;
  if (!isThere || !existsSync(path)) throw sqliteFault('missing', path);
  const row = raw.prepare('SELECT seq, hash FROM chain_head WHERE id = 1').get();
  return { seq: Number(cellOf(row, 'seq')), hash: String(cellOf(row, 'hash')) };
};

const cellOf = (row: unknown, name: string): unknown =>
  typeof row === 'object' && row !== null ? Reflect.get(row, name) : undefined;
