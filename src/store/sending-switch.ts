import type { Kysely, Transaction } from 'kysely';
import { z } from 'zod';
import type { Pause, Sending } from '../domain/sending';
import { canonicalJson } from './rows/canonical-json';
import { jsonColumn, readRow } from './rows/column';
import { personShape } from './rows/person-shape';
import type { Schema, SwitchRow } from './schema';

const pauseShape = z.object({
  number: z.number(),
  by: personShape,
  at: z.number(),
  words: z.string(),
  channels: z.array(z.string()),
  resumers: z.array(personShape),
}) satisfies z.ZodType<Pause>;

const switchShape = z.object({ revision: z.number(), pause: jsonColumn(pauseShape).nullable() });

/** The row of the switch. */
export const writeSending = ({ revision, pause }: Sending): SwitchRow => ({
  id: 1,
  revision,
  pause: pause === null ? null : canonicalJson(pause),
});

/** Whether anything is sent. Throws the fault `corrupt`. */
export const readSending = async (db: Kysely<Schema>): Promise<Sending> =>
  readRow(
    'sending_switch',
    switchShape,
    await db.selectFrom('sending_switch').selectAll().where('id', '=', 1).executeTakeFirstOrThrow(),
  );

/** Moves the switch; false when somebody else was faster. */
export const swapSending = async (db: Transaction<Schema>, sending: Sending): Promise<boolean> => {
  const swapped = await db
    .updateTable('sending_switch')
    .set(writeSending(sending))
    .where('id', '=', 1)
    .where('revision', '=', sending.revision - 1)
    .executeTakeFirst();
  return swapped.numUpdatedRows === 1n;
};

/** Whether a delivery was recorded when the last pause was on record already. */
export const readIsAfterLastPause = async (db: Kysely<Schema>, delivery: string): Promise<boolean> => {
  const pause = await db
    .selectFrom('event')
    .select((eb) => eb.fn.max('seq').as('seq'))
    .where('kind', '=', 'paused')
    .executeTakeFirst();
  const recorded = await db.selectFrom('delivery').select('after_seq').where('key', '=', delivery).executeTakeFirst();
  return (recorded?.after_seq ?? 0) >= (pause?.seq ?? 0);
};
