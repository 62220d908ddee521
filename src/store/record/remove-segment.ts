import { sql, type Transaction } from 'kysely';
import type { Event } from '../../domain/event';
import type { Instant } from '../../domain/instant';
import { appendEvents } from '../event-log';
import { readLastPolicyHash } from '../event-reads';
import { readEvent } from '../rows/event-row';
import type { Schema } from '../schema';
import { readCarriedState } from './carried-state';
import { isWithin, readObstacles } from './segment-obstacles';
import type { ExportVerified } from './verify-export';

/** What it takes to remove, beside the file. */
export interface Remover {
  readonly now: Instant;
  /** Binds the entry that says what was removed; null where no key is in use. */
  readonly auditKey: string | null;
  /** The dialect's statements that let entries be deleted, and those that forbid it again. */
  readonly unlock: readonly string[];
  readonly lock: readonly string[];
}

/**
 * Removes a sealed segment: its entries, and every request that lies wholly within it with all that belongs to it. Gives
 * why not, in sentences; then nothing was changed. The transaction must be undone when it throws.
 *
 * @param file what the file with the segment was found to hold
 */
export const removeSegment = async (
  db: Transaction<Schema>,
  file: ExportVerified,
  remover: Remover,
): Promise<readonly string[]> => {
  const misfits = await readMisfits(db, file);
  if (misfits.length > 0) return misfits;
  const { seq: upTo, hash } = file.head;
  const obstacles = await readObstacles(db, upTo);
  if (obstacles.length > 0) return obstacles;

  const state = await readCarriedState(db, upTo);
  const policy = await readPolicyWithin(db, upTo);
  for (const statement of remover.unlock) await sql.raw(statement).execute(db);
  await deleteWithin(db, upTo);
  for (const statement of remover.lock) await sql.raw(statement).execute(db);
  await db.updateTable('chain_base').set({ seq: upTo, hash }).where('id', '=', 1).execute();

  const event = (happening: Event['happening']): Event => ({
    at: remover.now,
    requestId: null,
    runId: null,
    actor: null,
    happening,
  });
  const removed = { kind: 'segment-removed', upTo, hash, entries: file.entries } as const;
  const events = [
    // Said once more, or the log would name no policy as the one in force.
    ...(policy === null ? [] : [event({ kind: 'policy-in-force', hash: policy, before: policy })]),
    event(removed),
  ];
  await appendEvents(db, events, { policyHash: null, delivery: null, state }, remover.auditKey);
  return [];
};

/** In what the file is not the sealed start of this record. */
const readMisfits = async (db: Transaction<Schema>, file: ExportVerified): Promise<readonly string[]> => {
  if (file.count > 0) return file.breaks;
  if (file.leftOut > 0)
    return ['The file leaves entries out: it is an export of a part. Give the one that audit seal wrote.'];
  const { seq, hash } = file.head;
  const base = await db.selectFrom('chain_base').select(['seq', 'hash']).where('id', '=', 1).executeTakeFirstOrThrow();
  if (file.base.seq !== base.seq || file.base.hash !== base.hash) {
    return [
      `The file begins after entry ${file.base.seq}, the record after entry ${base.seq}. Give the file of the oldest segment that is still there.`,
    ];
  }
  const last = await db.selectFrom('event').select('hash').where('seq', '=', seq).executeTakeFirst();
  if (last?.hash !== hash || file.entries !== seq - base.seq) {
    return [`The file is not the start of this record: entry ${seq} is another one here.`];
  }
  const seals = await db.selectFrom('event').selectAll().where('kind', '=', 'sealed').where('seq', '>', seq).execute();
  const isSealed = seals.map(readEvent).some(({ happening }) => {
    return (
      happening.kind === 'sealed' &&
      happening.upTo === seq &&
      happening.hash === hash &&
      happening.entries === file.entries
    );
  });
  return isSealed ? [] : [`The record has no seal up to entry ${seq}. Make one: audit seal, to a new file.`];
};

const readPolicyWithin = async (db: Transaction<Schema>, upTo: number): Promise<string | null> => {
  const later = await db
    .selectFrom('event')
    .select('seq')
    .where('kind', '=', 'policy-in-force')
    .where('seq', '>', upTo)
    .limit(1)
    .executeTakeFirst();
  return later === undefined ? readLastPolicyHash(db) : null;
};

const deleteWithin = async (db: Transaction<Schema>, upTo: number): Promise<void> => {
  const gone = (column: string) => isWithin(sql.ref(column), upTo);
  // Deliveries go with their request; of those about no request, what is as old as the segment and has no entry that stays.
  await sql`delete from delivery where state <> 'new' and key in (
    select delivery from event as entry
    where seq <= ${upTo} and (request_id is null or ${gone('entry.request_id')}))`.execute(db);
  // Sets, and not one look for each row: the log may have a million entries, and no index for this.
  await sql`delete from delivery where state <> 'new' and key in (
    select key from delivery where received_at <= (select at from event where seq = ${upTo})
    except select delivery from event where delivery is not null)`.execute(db);
  await db.deleteFrom('post').where(gone('post.request_id')).execute();
  await db.deleteFrom('post').where('event_seq', '<=', upTo).where('kind', '!=', 'card').execute();
  // The card of a request that stays takes clicks still: it hangs on the first entry that is left of its request.
  await sql`update post set event_seq = (
      select min(seq) from event where event.request_id = post.request_id and event.seq > ${upTo})
    where event_seq <= ${upTo}`.execute(db);
  await db.deleteFrom('twin').where(gone('twin.request_id')).execute();
  await db.deleteFrom('review').where(gone('review.request_id')).execute();
  await db.deleteFrom('run').where(gone('run.request_id')).execute();
  await db.deleteFrom('request').where(gone('request.id')).execute();
  await db.deleteFrom('event').where('seq', '<=', upTo).execute();
};
