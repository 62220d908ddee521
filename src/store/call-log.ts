import type { CallLog } from '../flow/storage';
import type { Database } from './database';
import { instantText, textInstant } from './rows/instant-text';

/** The calls made to Defender. */
export const openCallLog = (database: Database): CallLog => ({
  began: (id, at) =>
    database.write(async (db) => {
      await db
        .insertInto('defender_call')
        .values({ id, began_at: instantText(at), answered_at: null })
        .onConflict((conflict) => conflict.column('id').doNothing())
        .execute();
    }),
  answered: (id, at) =>
    database.write(async (db) => {
      await db
        .updateTable('defender_call')
        .set({ answered_at: instantText(at) })
        .where('id', '=', id)
        .execute();
    }),
  since: (moment) =>
    database.read(async (db) => {
      const rows = await db
        .selectFrom('defender_call')
        .selectAll()
        // Nothing is answered before it began, so this covers calls that began since then, too.
        .where((eb) => eb.or([eb('answered_at', '>=', instantText(moment)), eb('answered_at', 'is', null)]))
        .orderBy('began_at')
        .orderBy('id')
        .execute();
      return rows.map((row) => ({
        id: row.id,
        beganAt: Date.parse(row.began_at),
        answeredAt: textInstant(row.answered_at),
      }));
    }),
  pausedUntil: () =>
    database.read(async (db) => {
      const pause = await db.selectFrom('defender_pause').select('until').executeTakeFirst();
      return textInstant(pause?.until ?? null);
    }),
  // A later answer may ask for a shorter silence than one before it: the longer one was asked for, too.
  pause: (until) =>
    database.write(async (db) => {
      await db
        .insertInto('defender_pause')
        .values({ id: 1, until: instantText(until) })
        .onConflict((conflict) =>
          conflict
            .column('id')
            .doUpdateSet({ until: instantText(until) })
            .where('defender_pause.until', '<', instantText(until)),
        )
        .execute();
    }),
  forget: (answeredBefore) =>
    database.write(async (db) => {
      await db.deleteFrom('defender_call').where('answered_at', '<', instantText(answeredBefore)).execute();
    }),
});
