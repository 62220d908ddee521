import type { Kysely } from 'kysely';
import type { Schema } from './schema';
import type { DeliveryRow } from './tongue';

/** The statement that stores those of these deliveries whose keys are not known yet. */
export const newDeliveries = (db: Kysely<Schema>, rows: readonly DeliveryRow[]) =>
  db
    .insertInto('delivery')
    .values((eb) => {
      const after_seq = eb.selectFrom('chain_head').select('seq').where('id', '=', 1);
      return rows.map((row) => ({ ...row, after_seq }));
    })
    .onConflict((conflict) => conflict.column('key').doNothing());
