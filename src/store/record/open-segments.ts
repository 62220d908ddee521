import type { Kysely } from 'kysely';
import type { Instant } from '../../domain/instant';
import type { Head } from '../event-hash';
import { appendEvents } from '../event-log';
import { isLastBound } from '../event-reads';
import { openKeeper } from '../open-aside';
import type { Place } from '../opened';
import { instantText } from '../rows/instant-text';
import type { Schema } from '../schema';
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

/** The start of the record as segments. Every method rejects with a `Fault`. */
export interface Segments {
  verify(keys: readonly string[]): Promise<StoreVerified>;
  /** The entries that are all from before a moment, and that could be removed. */
  find(before: Instant): Promise<SegmentFound>;
  /** Writes a segment whole. */
  write(upTo: number, facts: Pick<ExportFacts, 'madeAt' | 'write'>): Promise<Segment>;
  /** Puts the seal of a segment into the record. Gives why not, in sentences; then nothing has changed. */
  seal(segment: Segment): Promise<readonly string[]>;
  /** Removes what a file holds. Gives why not, in sentences; then nothing has changed. */
  remove(file: ExportVerified): Promise<readonly string[]>;
  close(): Promise<void>;
}

/** Undoes a transaction that has changed nothing worth keeping. */
const refused = (why: readonly string[]) => Object.assign(new Error('refused'), { why });
const isRefused = (error: unknown): error is { readonly why: readonly string[] } =>
  typeof error === 'object' && error !== null && 'why' in error;

/** Opens the segments of a store. On SQLite no Twokey runs on it meanwhile; on PostgreSQL each write takes its turn. */
export const openSegments = async (deps: {
  readonly place: Place;
  /** Binds new entries; null where no key is in use. */
  readonly auditKey: string | null;
  readonly now: () => Instant;
}): Promise<Segments> => {
  const { place, auditKey, now } = deps;
  const keeper = await openKeeper(place);
  const { tongue, read, close } = keeper;
  /** Writes, unless there is a reason not to. */
  const unlessRefused = async (work: Parameters<typeof keeper.write<readonly string[]>>[0]) => {
    try {
      return await keeper.write(async (trx) => {
        const why = await work(trx);
        if (why.length > 0) throw refused(why);
        return why;
      });
    } catch (error) {
      if (isRefused(error)) return error.why;
      throw error;
    }
  };

  if (auditKey === null && (await read(isLastBound))) {
    await close();
    throw keeper.fault('key-missing');
  }
  return {
    verify: (keys) => read((db) => verifyStore(db, tongue, { keys, saved: [] })),
    find: (before) => read((db) => findSegment(db, before)),
    write: async (upTo, facts) => {
      const { entries, head } = await read((db) => writeExport(db, { filter: EVERYTHING, upTo, ...facts }));
      return { ...head, entries };
    },
    seal: ({ seq, hash, entries }) =>
      unlessRefused(async (trx) => {
        const last = await trx.selectFrom('event').select('hash').where('seq', '=', seq).executeTakeFirst();
        if (last?.hash !== hash) return [`Entry ${seq} is not here any more: it was removed meanwhile. Try again.`];
        const happening = { kind: 'sealed', upTo: seq, hash, entries } as const;
        const event = { at: now(), requestId: null, runId: null, actor: null, happening };
        await appendEvents(trx, [event], { policyHash: null, delivery: null, state: null }, auditKey);
        return [];
      }),
    remove: async (file) => {
      const notAllowed = await keeper.notAllowed();
      if (notAllowed !== null) return [notAllowed];
      const { unlock, appendOnly } = tongue;
      return unlessRefused((trx) => removeSegment(trx, file, { now: now(), auditKey, unlock, lock: appendOnly }));
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
