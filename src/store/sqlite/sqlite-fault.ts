import type { Fault } from '../../domain/fault';
import { type StoreFaultCode, storeFault } from '../store-fault';

// SQLite's result codes: https://www.sqlite.org/rescode.html. The low byte is the primary code, the rest refines it.
const BUSY = 5;
const UNIQUE = 2067;
const PRIMARY_KEY = 1555;

const codes: ReadonlyMap<number, StoreFaultCode> = new Map([
  [3, 'read-only'], // PERM
  [BUSY, 'locked'],
  [6, 'locked'], // LOCKED
  [8, 'read-only'], // READONLY
  [11, 'corrupt'], // CORRUPT
  [13, 'full'], // FULL
  [14, 'read-only'], // CANTOPEN
  [23, 'read-only'], // AUTH
  [26, 'corrupt'], // NOTADB
]);

type Cure = (path: string, errcode: number) => string;

// The other codes are those of a server.
const cures: Readonly<Partial<Record<StoreFaultCode, Cure>> & Record<'failed', Cure>> = {
  'in-use': (path) =>
    `${path} is in use by another Twokey process. Stop that process first, or point DATABASE_URL to another file.`,
  corrupt: (path) =>
    `${path} is damaged or is not a Twokey store. Stop Twokey and restore a backup (README, “Restore a backup”), or move it away with its -wal and -shm to begin with an empty one.`,
  'read-only': (path) =>
    `${path} cannot be opened for writing. Check that its folder exists and that this process may write to both.`,
  locked: (path) =>
    `${path} is locked by another program, so nothing was stored. Close that program (a database browser, a backup).`,
  full: (path) => `The disk that holds ${path} is full, so nothing was stored. Free some space on it.`,
  'newer-schema': (path) =>
    `${path} was written by a newer version of Twokey. Start that version, or restore a backup made before it.`,
  'older-schema': (path) =>
    `${path} was last written by an older version of Twokey. Start this version once: it brings the tables up to date.`,
  missing: (path) => `There is no store at ${path}. Point DATABASE_URL to the file that Twokey runs on.`,
  'key-missing': (path) =>
    `The entries in ${path} carry codes (HMAC), and the next one would not. Set AUDIT_HMAC_KEY to the key of Twokey.`,
  closed: (path) => `${path} is closed because Twokey is stopping, so nothing was stored. Try again in a moment.`,
  failed: (path, errcode) =>
    `${path} could not be read or written (SQLite result code ${errcode}). Check the disk, then the log.`,
};

// The driver's errors come from native code, where `instanceof Error` cannot be relied on.
const errcodeOf = (error: unknown): number | null =>
  typeof error === 'object' && error !== null && 'errcode' in error && typeof error.errcode === 'number'
    ? error.errcode
    : null;

/** Whether another program holds the file, so that the same may work a moment later. */
export const isBusy = (error: unknown): boolean => ((errcodeOf(error) ?? 0) & 0xff) === BUSY;

/** Whether a statement broke a UNIQUE or PRIMARY KEY rule. */
export const isUniqueViolation = (error: unknown): boolean => {
  const errcode = errcodeOf(error);
  return errcode === UNIQUE || errcode === PRIMARY_KEY;
};

/** A fault of the file at a path, with its cure. */
export const sqliteFault = (code: StoreFaultCode, path: string, cause?: unknown): Fault => {
  const cure = cures[code] ?? cures.failed;
  return storeFault(code, cure(path, errcodeOf(cause) ?? 0), cause);
};

/** The fault that a driver's error stands for; null when the error is not the driver's. */
export const faultOfSqlite = (path: string, error: unknown): Fault | null => {
  const errcode = errcodeOf(error);
  return errcode === null ? null : sqliteFault(codes.get(errcode & 0xff) ?? 'failed', path, error);
};
