import type { Transaction } from 'kysely';
import type { Event, LoggedEvent } from '../domain/event';
import { eventHash } from './event-hash';
import { canonicalJson } from './rows/canonical-json';
import { instantText } from './rows/instant-text';
import type { EventRow, Schema } from './schema';

/**
 * Appends events to the log, each bound to the one before by its hash. The sequence comes from the head of the chain and
 * has no gaps. Call it last in a transaction: the head is the one row that every writer needs.
 */
export const appendEvents = async (
  db: Transaction<Schema>,
  events: readonly Event[],
): Promise<readonly LoggedEvent[]> => {
  if (events.length === 0) return [];
  // Moved before it is read, so that on a dialect with several writers the row is held from here on.
  await db
    .updateTable('chain_head')
    .set((eb) => ({ seq: eb('seq', '+', events.length) }))
    .where('id', '=', 1)
    .execute();
  const head = await db.selectFrom('chain_head').select(['seq', 'hash']).where('id', '=', 1).executeTakeFirstOrThrow();
  const before = head.seq - events.length;
  let hash = head.hash;
  const rows = events.map((event, index): EventRow => {
    const entry = {
      seq: before + 1 + index,
      at: instantText(event.at),
      requestId: event.requestId,
      runId: event.runId,
      actor: event.actor === null ? null : canonicalJson(event.actor),
      body: canonicalJson(event.happening),
      prev: hash,
    };
    hash = eventHash(entry);
    const { requestId, runId, ...same } = entry;
    return { ...same, request_id: requestId, run_id: runId, kind: event.happening.kind, hash };
  });
  await db.insertInto('event').values(rows).execute();
  await db.updateTable('chain_head').set({ hash }).where('id', '=', 1).execute();
  return events.map((event, index) => ({ ...event, seq: before + 1 + index }));
};
