import type { Kysely } from 'kysely';
import { type Head, NO_HASH } from '../event-hash';
import { reviewKey } from '../rows/attested-state';
import type { RequestRow, ReviewRow, RunRow, Schema } from '../schema';
import type { Tongue } from '../tongue';
import { type Attestations, createAttestations } from './attestations';
import { createBreaks, type Found } from './breaks';
import { type ChainWalked, createChainCheck, type VerifyFacts } from './chain-check';
import { paged, readBase, readEntries } from './paged';
import { createTwinCheck, type TwinCheck } from './twin-check';

/** What came of verifying the store. */
export interface StoreVerified extends ChainWalked, Found {
  /** Where the chain begins: the end of what was sealed and removed, or nothing. */
  readonly base: Head;
  /** Requests, runs, reviews and the switch. */
  readonly rows: number;
}

const NOTHING: Head = { seq: 0, hash: NO_HASH };

/** How many rows are in memory at a time. */
const CHUNK = 500;

/** Verifies the whole record, and every row that it vouches for. Wants one consistent snapshot. */
export const verifyStore = async (
  db: Kysely<Schema>,
  { inspect }: Pick<Tongue, 'inspect'>,
  facts: VerifyFacts,
): Promise<StoreVerified> => {
  const breaks = createBreaks();
  if (!(await inspect(db, breaks))) {
    breaks.add('Nothing else was checked.');
    const none = createChainCheck(NOTHING, { keys: [], saved: [] }, breaks).end();
    return { ...none, base: NOTHING, rows: 0, ...breaks.found() };
  }
  const base = await readBase(db);
  const head = await db.selectFrom('chain_head').select(['seq', 'hash']).where('id', '=', 1).executeTakeFirst();
  const chain = createChainCheck(base, facts, breaks);
  const attestations = createAttestations(breaks);
  const twins = createTwinCheck(base.seq, breaks);
  let isBaseNamed = base.seq === 0;
  // From the very first on: what lies before the base must be gone.
  for await (const entry of readEntries(db, null, null)) {
    const { body, state } = chain.take(entry);
    attestations.take(entry.seq, state);
    twins.take(entry, body);
    isBaseNamed ||= entry.kind === 'segment-removed' && namesBase(body, base);
  }
  if (!isBaseNamed)
    breaks.add(`Entries up to ${base.seq} are gone, and no entry says that they were sealed and removed.`);
  const walked = chain.end();
  if (head?.seq !== walked.head.seq || head.hash !== walked.head.hash) {
    const says = head === undefined ? 'is gone' : `says ${head.seq}:${head.hash}`;
    breaks.add(`The log ends with ${walked.head.seq}:${walked.head.hash}, but chain_head ${says}.`);
  }
  await compareRows(db, attestations);
  const rows = attestations.end();
  await compareTwins(db, twins);
  return { ...walked, base, rows, ...breaks.found() };
};

const namesBase = (body: unknown, base: Head): boolean =>
  typeof body === 'object' &&
  body !== null &&
  Reflect.get(body, 'upTo') === base.seq &&
  Reflect.get(body, 'hash') === base.hash;

const compareRows = async (db: Kysely<Schema>, attestations: Attestations): Promise<void> => {
  for (const table of ['request', 'run'] as const) {
    for await (const row of paged(CHUNK, (after: RequestRow | RunRow | null) =>
      db
        .selectFrom(table)
        .selectAll()
        .$if(after !== null, (query) => query.where('id', '>', after?.id ?? ''))
        .orderBy('id')
        .limit(CHUNK)
        .execute(),
    )) {
      attestations.compare(table, row.id, row);
    }
  }
  for await (const row of paged(CHUNK, (after: ReviewRow | null) =>
    db
      .selectFrom('review')
      .selectAll()
      .$if(after !== null, (query) =>
        query.where((eb) =>
          eb(eb.refTuple('request_id', 'person_id'), '>', eb.tuple(after?.request_id ?? '', after?.person_id ?? '')),
        ),
      )
      .orderBy('request_id')
      .orderBy('person_id')
      .limit(CHUNK)
      .execute(),
  )) {
    attestations.compare('review', reviewKey(row.request_id, row.person_id), row);
  }
  for (const row of await db.selectFrom('sending_switch').selectAll().execute()) {
    attestations.compare('switch', row.id === 1 ? 'sending' : String(row.id), row);
  }
};

const compareTwins = async (db: Kysely<Schema>, twins: TwinCheck): Promise<void> => {
  for (const row of await db.selectFrom('twin').selectAll().execute()) twins.compare(row);
  twins.end();
};
