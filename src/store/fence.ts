import type { Transaction } from 'kysely';
import { WORK } from '../flow/sharing';
import type { Schema } from './schema';

/**
 * Whether a process may write what only the holder of the work may, in the transaction of that write: false when another
 * has, or last had, the lease. A process that was frozen and does not know it yet is stopped here. Where nobody ever
 * leased the work there is one process, or it is older than leases.
 */
export const mayWork = async (db: Transaction<Schema>, owner: string): Promise<boolean> => {
  const lease = await db.selectFrom('lease').select('owner').where('name', '=', WORK).executeTakeFirst();
  return lease === undefined || lease.owner === owner;
};
