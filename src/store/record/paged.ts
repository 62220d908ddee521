import type { Kysely } from 'kysely';
import { type Head, NO_HASH } from '../event-hash';
import type { EventRow, Schema } from '../schema';

/** Every row, of which only a page is in memory: `page` gives the rows after one, at most `size`. */
export async function* paged<Row>(
  size: number,
  page: (after: Row | null) => Promise<readonly Row[]>,
): AsyncGenerator<Row> {
  let last: Row | null = null;
  while (true) {
    const rows: readonly Row[] = await page(last);
    yield* rows;
    const end = rows.at(-1);
    if (end === undefined || rows.length < size) return;
    last = end;
  }
}

const CHUNK = 250;

/** Every entry of the log after one, up to another, in order; null: from the very first, to the last. */
export const readEntries = (db: Kysely<Schema>, after: number | null, upTo: number | null): AsyncGenerator<EventRow> =>
  paged(CHUNK, (last) => {
    const from = last?.seq ?? after;
    return db
      .selectFrom('event')
      .selectAll()
      .$if(from !== null, (query) => query.where('seq', '>', from))
      .$if(upTo !== null, (query) => query.where('seq', '<=', upTo))
      .orderBy('seq')
      .limit(CHUNK)
      .execute();
  });

/** What the first entry of the log continues: where that was removed it is the very beginning, and does not fit. */
export const readBase = async (db: Kysely<Schema>): Promise<Head> =>
  (await db.selectFrom('chain_base').select(['seq', 'hash']).where('id', '=', 1).executeTakeFirst()) ?? {
    seq: 0,
    hash: NO_HASH,
  };
