import { resolve } from 'node:path';
import { Kysely } from 'kysely';
import type { Instant } from '../domain/instant';
import type { Log } from '../flow/ports';
import type { CallLog, Deliveries, Drafts, MachineCache, Posts, Replicas, Store } from '../flow/storage';
import { openCallLog } from './call-log';
import { createDatabase, type Database } from './database';
import { isLastBound } from './event-reads';
import { openDeliveries } from './deliveries';
import { openDrafts } from './drafts';
import { openMachineCache } from './machine-cache';
import { migrate } from './migrate';
import { openPosts } from './posts';
import { openReplicas } from './replicas';
import { openRequests } from './requests';
import { instantText } from './rows/instant-text';
import type { Schema } from './schema';
import { holdLock } from './sqlite/lock';
import { sqliteDialect } from './sqlite/sqlite-dialect';
import { faultOfSqlite, isBusy, isUniqueViolation, sqliteFault } from './sqlite/sqlite-fault';
import { makeFolder, openSqliteFile } from './sqlite/sqlite-file';
import { sqliteTriggers } from './sqlite/sqlite-triggers';
import { storeFault } from './store-fault';
import { within } from './within';
import { createWriting } from './writing';

/** How long a probe may take. */
const CHECK_MS = 1900;

/** What the store needs. */
export interface StoreDeps {
  /** The SQLite file; its folder is made where it is missing. */
  readonly path: string;
  /** This process, by a name that no other process ever had. */
  readonly owner: string;
  readonly now: () => Instant;
  readonly newId: () => string;
  readonly log: Log;
  /** Binds the log's entries to those who hold it. */
  readonly auditKey?: string | null;
}

/** Every port that the database stands behind. */
export interface OpenStore {
  readonly store: Store;
  readonly posts: Posts;
  readonly replicas: Replicas;
  readonly deliveries: Deliveries;
  readonly drafts: Drafts;
  readonly machines: MachineCache;
  readonly calls: CallLog;
  /** Resolves when a click can be stored durably, by storing something; rejects with a `Fault` within 2 s. */
  check(): Promise<void>;
  /** Finishes what is queued and frees the file. Later calls reject with the fault `closed`. */
  close(): Promise<void>;
}

/**
 * Opens the store in a SQLite file, for this process alone. Rejects with a `Fault` whose code is `in-use`, `corrupt`,
 * `read-only`, `locked`, `full`, `newer-schema` or `failed`.
 */
export const openStore = async (deps: StoreDeps): Promise<OpenStore> => {
  const { owner, now, newId, log } = deps;
  const path = resolve(deps.path);
  makeFolder(path);
  const letGo = holdLock(path);
  const late = () =>
    storeFault(
      'failed',
      `${path} did not take a write within 2 s, so nothing was stored. Check the disk and its load.`,
    );
  try {
    const database = await openDatabase(path, log);
    const close = async () => {
      await database.close();
      letGo();
    };
    const write = createWriting({ database, newId, auditKey: deps.auditKey ?? null, log });
    if (deps.auditKey == null && (await database.read(isLastBound))) log.warn('audit.key-missing');
    const check = () => within(CHECK_MS, beat(database, owner, now()), late);
    try {
      await check();
    } catch (error) {
      await database.close();
      throw error;
    }
    return {
      store: openRequests({ database, now, commit: write }),
      posts: openPosts({ database, write }),
      replicas: openReplicas({ database, owner, now }),
      deliveries: openDeliveries({ database, owner, otherOwners: 'gone', now, late }),
      drafts: openDrafts(database),
      machines: openMachineCache(database),
      calls: openCallLog(database),
      check,
      close,
    };
  } catch (error) {
    letGo();
    throw error;
  }
};

const openDatabase = async (path: string, log: Log): Promise<Database> => {
  const raw = openSqliteFile(path);
  try {
    const db = new Kysely<Schema>({ dialect: sqliteDialect(raw) });
    const migrated = await migrate(db, sqliteTriggers);
    if (migrated.kind === 'newer') throw sqliteFault('newer-schema', path);
    log.info('store-opened', { path, migrations: migrated.applied });
    return createDatabase(
      db,
      {
        isBusy,
        isUniqueViolation,
        faultOf: (error) => faultOfSqlite(path, error),
        closed: () => sqliteFault('closed', path),
      },
      log,
    );
  } catch (error) {
    raw.close();
    throw faultOfSqlite(path, error) ?? error;
  }
};

const beat = (database: Database, owner: string, now: Instant): Promise<void> =>
  database.write(async (db) => {
    const facts = { owner, at: instantText(now) };
    await db
      .insertInto('heartbeat')
      .values({ id: 1, ...facts })
      .onConflict((conflict) => conflict.column('id').doUpdateSet(facts))
      .execute();
  });
