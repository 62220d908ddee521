import type { OpenKeeper, OpenReader, Place } from './opened';
import { keepSqlite } from './sqlite/keep-sqlite';
import { readSqlite } from './sqlite/read-sqlite';
import { ageOf } from './migrate';

/** Gives what was opened where its tables are of this version; else it is closed again. */
const ofThisVersion = async <O extends OpenReader>(opened: O): Promise<O> => {
  try {
    const age = await opened.read(ageOf);
    if (age === 'current') return opened;
    throw opened.fault(age === 'none' ? 'missing' : age === 'newer' ? 'newer-schema' : 'older-schema');
  } catch (error) {
    await opened.close();
    throw error;
  }
};

const keepPostgres = async (url: string): Promise<OpenKeeper> => {
  const { keepPostgres: keep } = await import('./postgres/keep-postgres.js');
  return keep(url);
};

/** Opens a store for reading alone. Changes nothing, whatever state it is in. Rejects with a `Fault`. */
export const openReader = async (place: Place): Promise<OpenReader> =>
  ofThisVersion(await (place.kind === 'sqlite' ? readSqlite(place.path) : keepPostgres(place.url)));

/**
 * Opens a store for sealing and removing: a SQLite file for this process alone, PostgreSQL beside its replicas. Rejects with a
 * `Fault`.
 */
export const openKeeper = async (place: Place): Promise<OpenKeeper> =>
  ofThisVersion(await (place.kind === 'sqlite' ? keepSqlite(place.path) : keepPostgres(place.url)));
