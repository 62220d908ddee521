import type { Kysely, Transaction } from 'kysely';
import type { LoggedEvent } from '../domain/event';
import type { Schema } from './schema';

/** Keeps the list of twins that the events of one change add to or take from. */
export const noteTwins = async (db: Transaction<Schema>, events: readonly LoggedEvent[]): Promise<void> => {
  for (const { seq, requestId, runId, happening } of events) {
    if (happening.kind === 'twin-found') {
      await db
        .insertInto('twin')
        .values({
          twin_id: happening.twinId,
          request_id: requestId ?? '',
          run_id: runId ?? '',
          state: 'open',
          found_seq: seq,
        })
        .onConflict((conflict) => conflict.column('twin_id').doNothing())
        .execute();
    }
    if (happening.kind === 'twin-cancelled') {
      await db.updateTable('twin').set({ state: 'over' }).where('twin_id', '=', happening.twinId).execute();
    }
  }
};

/** Twins that are not known to be over, in the order in which they were found. */
export const readOpenTwins = async (db: Kysely<Schema>, limit: number) => {
  const rows = await db
    .selectFrom('twin')
    .select(['request_id', 'run_id', 'twin_id'])
    .where('state', '=', 'open')
    .orderBy('found_seq')
    .limit(limit)
    .execute();
  return rows.map((row) => ({ requestId: row.request_id, runId: row.run_id, twinId: row.twin_id }));
};

/** Those of some Machine Actions that were ever noted as twins. */
export const readKnownTwins = async (db: Kysely<Schema>, ids: readonly string[]): Promise<ReadonlySet<string>> => {
  if (ids.length === 0) return new Set();
  const rows = await db.selectFrom('twin').select('twin_id').where('twin_id', 'in', ids).execute();
  return new Set(rows.map((row) => row.twin_id));
};
