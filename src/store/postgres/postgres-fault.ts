import type { Fault } from '../../domain/fault';
import { type StoreFaultCode, storeFault } from '../store-fault';

/** An error of the driver, with what may be concluded from it. */
export interface PostgresError extends Error {
  /** PostgreSQL's SQLSTATE, or the network's code; null where the driver gave none. */
  readonly state: string | null;
  /** The connection is no good any more: nothing of its transaction was committed. */
  readonly isGone: boolean;
  /** The connection was lost while it committed: it may or may not have. */
  readonly isUnsure: boolean;
}

const isSqlState = (code: string | null): boolean =>
  code !== null && /^[0-9A-Z]{5}$/.test(code) && !/^E[A-Z]+$/.test(code);

// https://www.postgresql.org/docs/current/errcodes-appendix.html. By class (two characters) or whole.
const SILENT_TOO_LONG = '25P03';
const READ_ONLY = '25006';
const NOT_PERMITTED = '42501';
const gone: ReadonlySet<string> = new Set(['08', '57P01', '57P02', '57P03', SILENT_TOO_LONG, '57P05']);
const passing: ReadonlySet<string> = new Set([...gone, '55P03', '40P01', '40001', '53300']);
const codes: ReadonlyMap<string, StoreFaultCode> = new Map([
  ['08', 'away'],
  ['57P01', 'away'],
  ['57P02', 'away'],
  ['57P03', 'away'],
  ['53300', 'crowded'],
  [SILENT_TOO_LONG, 'locked'],
  ['55P03', 'locked'],
  ['40P01', 'locked'],
  ['40001', 'locked'],
  ['53100', 'full'],
  [NOT_PERMITTED, 'read-only'],
  [READ_ONLY, 'read-only'],
  ['28', 'refused'],
  ['3D', 'refused'],
  ['XX001', 'corrupt'],
  ['XX002', 'corrupt'],
]);

const lookUp = <T>(state: string, find: (key: string) => T | undefined): T | undefined =>
  find(state) ?? find(state.slice(0, 2));
const isAmong = (set: ReadonlySet<string>, state: string): boolean =>
  lookUp(state, (key) => (set.has(key) ? true : undefined)) === true;

const codeOf = (error: unknown): string | null =>
  typeof error === 'object' && error !== null && 'code' in error && typeof error.code === 'string' ? error.code : null;

const isSpelled = (error: unknown): error is PostgresError =>
  typeof error === 'object' && error !== null && 'isGone' in error && 'isUnsure' in error;

/** Marks what the driver threw as its own. What has no SQLSTATE came from the connection and not from the server. */
export const spellPostgresError = (error: unknown): PostgresError => {
  if (isSpelled(error)) return error;
  const state = codeOf(error);
  const isGone = state === null || !isSqlState(state) || isAmong(gone, state);
  const message =
    typeof error === 'object' && error !== null && 'message' in error ? String(error.message) : String(error);
  return Object.assign(new Error(message, { cause: error }), { state, isGone, isUnsure: false });
};

/** The same error, of a commit. */
export const unsure = (error: unknown): PostgresError => {
  const spelled = spellPostgresError(error);
  // Who was put out for silence was put out before it said so.
  const isSure = !spelled.isGone || spelled.state === SILENT_TOO_LONG;
  return isSure ? spelled : Object.assign(spelled, { isUnsure: true });
};

/** Whether the user may not do it. */
export const isNotPermitted = (error: unknown): boolean => isSpelled(error) && error.state === NOT_PERMITTED;

/** Whether its connection should not be used again: it is gone, or leads to a server that has stopped to be the primary. */
export const isUseless = (error: PostgresError): boolean => error.isGone || error.state === READ_ONLY;

/** Whether the same may work a moment later, and surely did not work now. */
export const isPassing = (error: unknown): boolean =>
  isSpelled(error) && !error.isUnsure && (error.isGone || (error.state !== null && isAmong(passing, error.state)));

/** Whether a statement broke a UNIQUE or PRIMARY KEY rule. */
export const isUniqueViolation = (error: unknown): boolean => isSpelled(error) && error.state === '23505';

const cures: Partial<Record<StoreFaultCode, (place: string, state: string) => string>> = {
  unsure: (place, state) =>
    `PostgreSQL at ${place} was lost while it stored this (${state}), so it may be stored or not. What was begun is found again by itself.`,
  crowded: (place) =>
    `PostgreSQL at ${place} has no connection left, so nothing was stored. Raise max_connections there, or run fewer replicas: each needs up to 9.`,
  away: (place, state) =>
    `PostgreSQL at ${place} does not answer (${state}), so nothing was stored. Check that it runs and can be reached.`,
  locked: (place) =>
    `Another session keeps PostgreSQL at ${place} from writing, so nothing was stored. Look at pg_stat_activity there.`,
  full: (place) => `The disk of PostgreSQL at ${place} is full, so nothing was stored. Free some space on it.`,
  'read-only': (place) =>
    `PostgreSQL at ${place} does not let this user write. Point DATABASE_URL to the primary, and run docs/postgres/grants.sql.`,
  refused: (place, state) =>
    `PostgreSQL at ${place} does not let us in (${state}). Check the user, the password and the database in DATABASE_URL.`,
  corrupt: (place, state) =>
    `PostgreSQL at ${place} says that its data is damaged (${state}). Restore it from a backup.`,
  'newer-schema': (place) =>
    `The tables at ${place} were made by a newer version of Twokey. Start that version, or restore a backup made before it.`,
  'older-schema': (place) =>
    `The tables at ${place} were made by an older version of Twokey. Start this version once: it brings the tables up to date.`,
  'not-owner': (place) =>
    `The tables at ${place} have to be made or brought up to date, and this user may not. Start this version once with DATABASE_URL as the owner of the tables (twokey_owner in docs/postgres/roles.sql), then run docs/postgres/grants.sql.`,
  missing: (place) => `There is no Twokey store at ${place}. Point DATABASE_URL to the database that Twokey runs on.`,
  'key-missing': (place) =>
    `The entries at ${place} carry codes (HMAC), and the next one would not. Set AUDIT_HMAC_KEY to the key of Twokey.`,
  closed: (place) =>
    `The connection to ${place} is closed because Twokey is stopping, so nothing was stored. Try again in a moment.`,
};

/** A fault of the database at a place, with its cure. */
export const postgresFault = (code: StoreFaultCode, place: string, cause?: unknown): Fault => {
  const state = isSpelled(cause) ? (cause.state ?? 'connection lost') : (codeOf(cause) ?? 'unknown');
  const says =
    cures[code]?.(place, state) ??
    `PostgreSQL at ${place} could not do it (SQLSTATE ${state}). Look into its log at this time.`;
  return storeFault(code, says, cause);
};

/** The fault that a driver's error stands for; null when the error is not the driver's. */
export const faultOfPostgres = (place: string, error: unknown): Fault | null => {
  if (!isSpelled(error)) return null;
  if (error.isUnsure) return postgresFault('unsure', place, error);
  const known = error.state === null ? undefined : lookUp(error.state, (key) => codes.get(key));
  return postgresFault(known ?? (error.isGone ? 'away' : 'failed'), place, error);
};
