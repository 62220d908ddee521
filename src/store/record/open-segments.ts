import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { Kysely } from 'kysely';
import type { Instant } from '../../domain/instant';
import type { Head } from '../event-hash';
import { appendEvents } from '../event-log';
import { isLastBound } from '../event-reads';
import { ageOf } from '../migrate';
import { instantText } from '../rows/instant-text';
import type { Schema } from '../schema';
import { holdLock } from '../sqlite/lock';
import { sqliteDialect } from '../sqlite/sqlite-dialect';
import { faultOfSqlite, sqliteFault } from '../sqlite/sqlite-fault';
import { openSqliteFile } from '../sqlite/sqlite-file';
import { sqliteTriggers, sqliteTriggersAway } from '../sqlite/sqlite-triggers';
import { EVERYTHING } from './export-lines';
import { removeSegment } from './remove-segment';
import { readObstacles } from './segment-obstacles';
import type { ExportVerified } from './verify-export';
import { type StoreVerified, verifyStore } from './verify-store';
import { type ExportFacts, writeExport } from './write-export';

/** A segment: the start of the record, up to an entry. */
export interface Segment extends Head {
  readonly entries: number;
}

/** Where a segment ends, or why there can be none, in sentences. */
export type SegmentFound =
  | { readonly kind: 'found'; readonly upTo: number }
  | { readonly kind: 'none'; readonly why: readonly string[] };

/** The start of the record as segments. No Twokey runs on the store meanwhile. Every method rejects with a `Fault`. */
export interface Segments {
  verify(keys: readonly string[]): Promise<StoreVerified>;
  /** The entries that are all from before a moment, and that could be removed. */
  find(before: Instant): Promise<SegmentFound>;
  /** Writes a segment whole. */
  write(upTo: number, facts: Pick<ExportFacts, 'madeAt' | 'write'>): Promise<Segment>;
  /** Puts the seal of a segment into the record. */
  seal(segment: Segment): Promise<void>;
  /** Removes what a file holds. Gives why not, in sentences; then nothing has changed. */
  remove(file: ExportVerified): Promise<readonly string[]>;
  close(): Promise<void>;
}

/** Undoes a transaction that has changed nothing worth keeping. */
const refused = (why: readonly string[]) => Object.assign(new Error('refused'), { why });
const isRefused = (error: unknown): error is { readonly why: readonly string[] } =>
  typeof error === 'object' && error !== null && 'why' in error;

/** Opens the segments of a SQLite file, for this process alone. */
export const openSegments = async (deps: {
  readonly file: string;
  /** Binds new entries; null where no key is in use. */
  readonly auditKey: string | null;
  readonly now: () => Instant;
}): Promise<Segments> => {
  const { auditKey, now } = deps;
  const path = resolve(deps.file);
  if (!existsSync(path)) throw sqliteFault('missing', path);
  const letGo = holdLock(path);
  let raw: ReturnType<typeof openSqliteFile>;
  try {
    raw = openSqliteFile(path);
  } catch (error) {
    letGo();
    throw error;
  }
  // What is removed is overwritten, too.
  raw.exec('PRAGMA secure_delete = ON');
  const db = new Kysely<Schema>({ dialect: sqliteDialect(raw) });
  const faulty = async <T>(work: Promise<T>): Promise<T> => {
    try {
      return await work;
    } catch (error) {
      throw faultOfSqlite(path, error) ?? error;
    }
  };
  const close = async () => {
    await db.destroy();
    letGo();
  };

  const age = await faulty(ageOf(db));
  if (age !== 'current') {
    await close();
    throw sqliteFault(age === 'newer' ? 'newer-schema' : 'older-schema', path);
  }
  if (auditKey === null && (await isLastBound(db))) {
    await close();
    throw sqliteFault('key-missing', path);
  }
  return {
    verify: (keys) => faulty(verifyStore(db, { keys, saved: [] })),
    find: (before) => faulty(findSegment(db, before)),
    write: async (upTo, facts) => {
      const { entries, head } = await faulty(writeExport(db, { filter: EVERYTHING, upTo, ...facts }));
      return { ...head, entries };
    },
    seal: ({ seq, hash, entries }) =>
      faulty(
        db.transaction().execute(async (trx) => {
          const happening = { kind: 'sealed', upTo: seq, hash, entries } as const;
          const event = { at: now(), requestId: null, runId: null, actor: null, happening };
          await appendEvents(trx, [event], { policyHash: null, delivery: null, state: null }, auditKey);
        }),
      ),
    remove: async (file) => {
      try {
        await faulty(
          db.transaction().execute(async (trx) => {
            const remover = { now: now(), auditKey, unlock: sqliteTriggersAway, lock: sqliteTriggers };
            const why = await removeSegment(trx, file, remover);
            if (why.length > 0) throw refused(why);
          }),
        );
        return [];
      } catch (error) {
        if (isRefused(error)) return error.why;
        throw error;
      }
    },
    close,
  };
};

const findSegment = async (db: Kysely<Schema>, before: Instant): Promise<SegmentFound> => {
  const base = await db.selectFrom('chain_base').select('seq').where('id', '=', 1).executeTakeFirstOrThrow();
  const head = await db.selectFrom('chain_head').select('seq').where('id', '=', 1).executeTakeFirstOrThrow();
  const next = await db
    .selectFrom('event')
    .select('seq')
    .where('at', '>=', instantText(before))
    .orderBy('seq')
    .limit(1)
    .executeTakeFirst();
  const upTo = next === undefined ? head.seq : next.seq - 1;
  if (upTo <= base.seq) return { kind: 'none', why: [`There is no entry from before ${instantText(before)}.`] };
  const why = await readObstacles(db, upTo);
  return why.length > 0 ? { kind: 'none', why } : { kind: 'found', upTo };
};
