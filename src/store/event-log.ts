import type { Transaction } from 'kysely';
import type { Event, LoggedEvent } from '../domain/event';
import { chainHash, contentDigest, entryMac, type Head } from './event-hash';
import type { AttestedState } from './rows/attested-state';
import { canonicalJson } from './rows/canonical-json';
import { instantText } from './rows/instant-text';
import type { EventRow, Schema } from './schema';

/** What the events of one change have in common. */
export interface ChangeFacts {
  readonly policyHash: string | null;
  readonly delivery: string | null;
  /** The rows that the change left behind; written on its last event. */
  readonly state: AttestedState | null;
}

/**
 * Appends events to the log, each bound to the one before by its hash. The sequence comes from the head of the chain and
 * has no gaps. Call it last in a transaction: the head is the one row that every writer needs.
 *
 * @param key binds each entry for those who hold it too; null: entries are bound by their hash alone
 */
export const appendEvents = async (
  db: Transaction<Schema>,
  events: readonly Event[],
  facts: ChangeFacts,
  key: string | null,
): Promise<{ readonly logged: readonly LoggedEvent[]; readonly head: Head | null }> => {
  if (events.length === 0) return { logged: [], head: null };
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
    const isLast = index === events.length - 1;
    const content = {
      seq: before + 1 + index,
      at: instantText(event.at),
      request_id: event.requestId,
      run_id: event.runId,
      kind: event.happening.kind,
      actor: event.actor === null ? null : canonicalJson(event.actor),
      body: canonicalJson(event.happening),
      policy_hash: facts.policyHash,
      delivery: facts.delivery,
      state: isLast && facts.state !== null ? canonicalJson(facts.state) : null,
    };
    const prev = hash;
    hash = chainHash(contentDigest(content), prev);
    const mac = key === null ? null : entryMac(key, hash);
    return { ...content, actor_id: event.actor?.id ?? null, prev, hash, mac };
  });
  await db.insertInto('event').values(rows).execute();
  await db.updateTable('chain_head').set({ hash }).where('id', '=', 1).execute();
  return {
    logged: events.map((event, index) => ({ ...event, seq: before + 1 + index })),
    head: { seq: head.seq, hash },
  };
};
