import { resolve } from 'node:path';
import { Kysely } from 'kysely';
import { ageOf } from '../migrate';
import type { Schema } from '../schema';
import { sqliteDialect } from '../sqlite/sqlite-dialect';
import { faultOfSqlite, sqliteFault } from '../sqlite/sqlite-fault';
import { openSqliteReader } from '../sqlite/sqlite-reader';
import type { VerifyFacts } from './chain-check';
import { type StoreVerified, verifyStore } from './verify-store';
import { type Exported, type ExportFacts, writeExport } from './write-export';

/** The record of a store, to be read beside whoever writes it. Every method rejects with a `Fault`. */
export interface OpenRecord {
  verify(facts: VerifyFacts): Promise<StoreVerified>;
  export(facts: ExportFacts): Promise<Exported>;
  close(): Promise<void>;
}

/** Opens the record in a SQLite file. Changes nothing, whatever state the file is in. */
export const openRecord = async (file: string): Promise<OpenRecord> => {
  const path = resolve(file);
  const raw = openSqliteReader(path);
  const db = new Kysely<Schema>({ dialect: sqliteDialect(raw) });

  /** Reads one consistent state, however long it takes. */
  const snapshot = async <T>(work: (db: Kysely<Schema>) => Promise<T>): Promise<T> => {
    try {
      return await db.transaction().setAccessMode('read only').setIsolationLevel('repeatable read').execute(work);
    } catch (error) {
      throw faultOfSqlite(path, error) ?? error;
    }
  };

  const age = await snapshot(ageOf);
  if (age !== 'current') {
    await db.destroy();
    throw sqliteFault(age === 'newer' ? 'newer-schema' : 'older-schema', path);
  }
  return {
    verify: (facts) => snapshot((read) => verifyStore(read, facts)),
    export: (facts) => snapshot((read) => writeExport(read, facts)),
    close: () => db.destroy(),
  };
};
