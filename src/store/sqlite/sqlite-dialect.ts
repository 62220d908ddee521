import type { DatabaseSyncInstance } from '@photostructure/sqlite';
import {
  CompiledQuery,
  type Dialect,
  type DialectAdapter,
  type Driver,
  type SqliteDatabase,
  SqliteDialect,
  type SqliteStatement,
} from 'kysely';

/** Kysely's dialect for one open SQLite connection: writing transactions take the write lock when they begin. */
export const sqliteDialect = (raw: DatabaseSyncInstance): Dialect => {
  const base = new SqliteDialect({ database: adapted(raw) });
  return {
    createDriver: () => driver(raw, base.createDriver()),
    createAdapter: () => adapter(base.createAdapter()),
    createQueryCompiler: () => base.createQueryCompiler(),
    createIntrospector: (db) => base.createIntrospector(db),
  };
};

const driver = (raw: DatabaseSyncInstance, base: Driver): Driver => ({
  init: () => base.init(),
  acquireConnection: () => base.acquireConnection(),
  // A deferred transaction that reads and then writes can meet BUSY in the middle; an immediate one only at its start.
  beginTransaction: async (connection, settings) => {
    const begin = settings.accessMode === 'read only' ? 'begin' : 'begin immediate';
    await connection.executeQuery(CompiledQuery.raw(begin));
  },
  commitTransaction: (connection) => base.commitTransaction(connection),
  // A full disk makes SQLite roll back by itself; a second rollback would hide the first error behind its own.
  rollbackTransaction: async (connection) => {
    if (raw.isTransaction) await base.rollbackTransaction(connection);
  },
  releaseConnection: (connection) => base.releaseConnection(connection),
  destroy: () => base.destroy(),
});

// Kysely does not let SQLite migrate inside a transaction, so that a failing migration leaves half its tables. SQLite
// can.
const adapter = (base: DialectAdapter): DialectAdapter => ({
  supportsCreateIfNotExists: base.supportsCreateIfNotExists,
  supportsTransactionalDdl: true,
  // See `adapted`.
  supportsReturning: false,
  acquireMigrationLock: (db, options) => base.acquireMigrationLock(db, options),
  releaseMigrationLock: (db, options) => base.releaseMigrationLock(db, options),
});

type Bindable = string | number | bigint | null | Uint8Array;

const isBindable = (value: unknown): value is Bindable =>
  value === null ||
  (typeof value === 'string' && !value.includes('\0')) ||
  typeof value === 'number' ||
  typeof value === 'bigint' ||
  value instanceof Uint8Array;

const QUOTED = /'(?:[^']|'')*'|"(?:[^"]|"")*"/g;

/**
 * Refuses what the driver would store silently as something else: an object or a Date as NULL, a boolean as a number, a
 * text with NUL cut short, a missing parameter as NULL.
 */
const bindable = (sql: string, parameters: readonly unknown[]): Bindable[] => {
  const places = sql.replace(QUOTED, '').split('?').length - 1;
  if (places !== parameters.length) throw new TypeError(`${parameters.length} parameters for ${places} places: ${sql}`);
  const wrong = parameters.findIndex((value) => !isBindable(value));
  if (wrong !== -1) throw new TypeError(`parameter ${wrong + 1} cannot be stored as it is: ${sql}`);
  return parameters.filter(isBindable);
};

/** How many prepared statements are kept: the driver frees one only when it is garbage. */
const KEPT_STATEMENTS = 300;

const READING = /^\s*(?:select|with|pragma)\b/i;

const adapted = (raw: DatabaseSyncInstance): SqliteDatabase => {
  const kept = new Map<string, SqliteStatement>();
  return {
    prepare: (sql) => {
      const known = kept.get(sql);
      if (known !== undefined) return known;
      const prepared = prepare(raw, sql);
      const [oldest] = kept.keys();
      if (kept.size >= KEPT_STATEMENTS && oldest !== undefined) kept.delete(oldest);
      kept.set(sql, prepared);
      return prepared;
    },
    close: () => {
      // The driver leaves statements open, so that closing alone would not bring the log back into the file.
      try {
        raw.exec('PRAGMA wal_checkpoint(TRUNCATE)');
      } catch {
        // What is committed is as safe in the log, and the next start reads it from there.
      }
      raw.close();
    },
  };
};

const prepare = (raw: DatabaseSyncInstance, sql: string): SqliteStatement => {
  const statement = raw.prepare(sql);
  const isReader = statement.columns().length > 0;
  // What writes must not return rows: of what fails in `all`, the driver does not tell the result code.
  if (isReader && !READING.test(sql)) throw new TypeError(`a statement that writes cannot return rows: ${sql}`);
  return {
    reader: isReader,
    all: (parameters) => {
      const values = bindable(sql, parameters);
      try {
        return statement.all(...values);
      } catch (error) {
        // Asked again for one row, the driver tells the code; where that works, the trouble has passed.
        statement.get(...values);
        throw error;
      }
    },
    run: (parameters) => statement.run(...bindable(sql, parameters)),
    iterate: (parameters) => statement.iterate(...bindable(sql, parameters)),
  };
};
