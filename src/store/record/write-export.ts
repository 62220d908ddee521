import type { Kysely } from 'kysely';
import { chainHash, contentDigest, type Head } from '../event-hash';
import type { Schema } from '../schema';
import { readFilter } from './export-filter';
import { type ExportFilter, type ExportHead, entryLine, footerLine, headerLine, leftOutLine } from './export-lines';
import { readBase, readEntries } from './paged';

/** How many entries that are left out share a line. */
const RUN = 500;

/** What is exported, and where to. */
export interface ExportFacts {
  readonly filter: ExportFilter;
  /** The last entry of the export; null: the last that there is. */
  readonly upTo: number | null;
  /** ISO 8601 in UTC. */
  readonly madeAt: string;
  /** Takes a line, without its end; resolves when it may be given the next. */
  readonly write: (line: string) => Promise<void>;
}

/** What was exported. */
export interface Exported {
  /** Where the record begins: the end of what was sealed and removed, or nothing. */
  readonly base: Head;
  readonly entries: number;
  readonly leftOut: number;
  readonly head: Head;
  /** The first entry that is not what its hash was made over, so that the export does not verify; null: none. */
  readonly brokenAt: number | null;
}

/**
 * Exports the record: from the first entry that the filter wants to the end, those that it wants in full, and of all others
 * between them the digest. Wants one consistent snapshot.
 */
export const writeExport = async (db: Kysely<Schema>, facts: ExportFacts): Promise<Exported> => {
  const { filter, upTo, madeAt, write } = facts;
  const wanted = await readFilter(db, filter);
  const base = await readBase(db);
  let head: ExportHead = await readBefore(db, wanted.from, base);
  let hasBegun = false;
  let entries = 0;
  let leftOut = 0;
  let brokenAt: number | null = null;
  let waiting: { readonly from: number; readonly digests: string[] } | null = null;

  const begin = async () => {
    if (!hasBegun) await write(headerLine(filter, { seq: head.seq, hash: head.hash }, madeAt));
    hasBegun = true;
  };
  const flush = async () => {
    if (waiting !== null) await write(leftOutLine(waiting.from, waiting.digests));
    waiting = null;
  };

  for await (const entry of readEntries(db, head.seq, upTo)) {
    const digest = contentDigest(entry);
    if (entry.prev !== head.hash || chainHash(digest, entry.prev) !== entry.hash) brokenAt ??= entry.seq;
    if (wanted.has(entry)) {
      await begin();
      await flush();
      await write(entryLine(entry));
      entries += 1;
    } else if (hasBegun) {
      waiting ??= { from: entry.seq, digests: [] };
      waiting.digests.push(digest);
      leftOut += 1;
      if (waiting.digests.length === RUN) await flush();
    }
    head = { seq: entry.seq, hash: entry.hash, mac: entry.mac };
  }
  await begin();
  await flush();
  await write(footerLine(entries, leftOut, head));
  return { base, entries, leftOut, head: { seq: head.seq, hash: head.hash }, brokenAt };
};

/** The last entry before one (null: of all), which an export that begins there continues; where there is none, the base. */
const readBefore = async (db: Kysely<Schema>, first: number | null, base: Head): Promise<ExportHead> => {
  const before = await db
    .selectFrom('event')
    .select(['seq', 'hash', 'mac'])
    .$if(first !== null, (query) => query.where('seq', '<', first))
    .where('seq', '>', base.seq)
    .orderBy('seq', 'desc')
    .limit(1)
    .executeTakeFirst();
  return before ?? { ...base, mac: null };
};
