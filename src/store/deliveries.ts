import type { ExpressionBuilder } from 'kysely';
import { z } from 'zod';
import type { Fault } from '../domain/fault';
import type { Instant } from '../domain/instant';
import type { Deliveries, Delivery } from '../flow/delivery';
import type { Database } from './database';
import { openRecording } from './recording';
import { aliveSince } from './replicas';
import { instantColumn, readRow } from './rows/column';
import { instantText } from './rows/instant-text';
import type { Schema } from './schema';
import type { Tongue } from './tongue';

/** How long a delivery is its owner's without being finished. */
const LEASE_MS = 30_000;

const deliveryShape = z
  .object({ key: z.string(), kind: z.string(), body: z.string(), received_at: instantColumn })
  .transform(({ received_at, ...same }): Delivery => ({ ...same, receivedAt: received_at }));

/** What deliveries need. */
export interface DeliveriesDeps {
  readonly database: Database;
  /** This process, by a name that no other process ever had. */
  readonly owner: string;
  /** `gone` where only one process can have the database open: any other owner has died. */
  readonly otherOwners: 'gone' | 'alive';
  readonly tongue: Tongue;
  readonly now: () => Instant;
  readonly late: () => Fault;
}

/** Bodies that Slack delivered. */
export const openDeliveries = (deps: DeliveriesDeps): Deliveries => {
  const { database, owner, otherOwners, tongue, now, late } = deps;
  const isOrphan = (eb: ExpressionBuilder<Schema, 'delivery'>) => {
    const isOthers = eb('owner', '!=', owner);
    if (otherOwners === 'gone') return isOthers;
    const alive = eb.selectFrom('replica').select('replica.owner').where('seen_at', '>', aliveSince(tongue));
    return eb.and([isOthers, eb('owner', 'not in', alive)]);
  };
  return {
    record: openRecording({ database, owner, tongue, leaseEnd: () => now() + LEASE_MS, late }),
    finish: (key) =>
      database.write(async (db) => {
        await db.updateTable('delivery').set({ state: 'done' }).where('key', '=', key).execute();
      }),
    takeOver: (moment, limit) =>
      database.write(async (db) => {
        const at = instantText(moment);
        const rows = await db
          .selectFrom('delivery')
          .select(['key', 'kind', 'body', 'received_at'])
          .where('state', 'in', ['new', 'decided'])
          .where((eb) => eb.or([eb('lease_until', '<=', at), isOrphan(eb)]))
          .orderBy('received_at')
          .orderBy('key')
          .limit(limit)
          .execute();
        if (rows.length === 0) return [];
        await db
          .updateTable('delivery')
          .set({ owner, lease_until: instantText(moment + LEASE_MS) })
          .where(
            'key',
            'in',
            rows.map((row) => row.key),
          )
          .execute();
        return rows.map((row) => readRow('delivery', deliveryShape, row));
      }),
    // Only what is done: a click that nobody has decided yet is worth more than the age of its secrets. A draft keeps
    // its response URL for the same half hour.
    eraseBodies: (receivedBefore) =>
      database.write(async (db) => {
        const before = instantText(receivedBefore);
        const erased = await db
          .updateTable('delivery')
          .set({ body: null })
          .where('received_at', '<', before)
          .where('state', '=', 'done')
          .where('body', 'is not', null)
          .executeTakeFirst();
        await db
          .updateTable('draft')
          .set({ response_url: null })
          .where('kept_at', '<', before)
          .where('response_url', 'is not', null)
          .execute();
        return Number(erased.numUpdatedRows);
      }),
  };
};
