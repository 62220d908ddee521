import { type Kysely, sql, type Transaction } from 'kysely';
import type { Instant } from '../domain/instant';
import type { CallLimit, CallLog } from '../flow/call-log';
import type { Database } from './database';
import { instantText, textInstant } from './rows/instant-text';
import type { Schema } from './schema';
import type { Tongue } from './tongue';

/** When nobody can say when a place will be free: somebody's answer must come first. */
const UNKNOWN_MS = 250;

/** The calls made to Defender. One write at a time goes through, so that no two see the same place free. */
export const openCallLog = (deps: {
  readonly database: Database;
  readonly now: () => Instant;
  readonly tongue: Tongue;
  /** Which calls are counted: with the empty word all of them; those of one kind once more by themselves. */
  readonly kind: '' | 'package';
}): CallLog => {
  const { database, now, tongue, kind } = deps;

  // Asked for once and then handed on as a value, so that an index can be used.
  const databaseNow = async (db: Kysely<Schema>): Promise<Instant> => {
    const row = await db.selectNoFrom(tongue.fromNow(0).as('now')).executeTakeFirstOrThrow();
    return Date.parse(row.now);
  };

  const silentForMs = async (db: Kysely<Schema>, at: Instant): Promise<number> => {
    const row = await db.selectFrom('defender_pause').select('until').executeTakeFirst();
    return Math.max(0, (textInstant(row?.until ?? null) ?? 0) - at);
  };

  /** After how many ms a full window may have room; 0 where it has. */
  const waitIn = async (db: Transaction<Schema>, { calls, windowMs }: CallLimit, at: Instant): Promise<number> => {
    const live = db
      .selectFrom('defender_call')
      .where('kind', '=', kind)
      .where('over_at', '>=', instantText(at - windowMs));
    const { held } = await live.select(sql<number>`count(*)`.as('held')).executeTakeFirstOrThrow();
    if (Number(held) < calls) return 0;
    const first = await live
      .select('over_at')
      .orderBy('over_at')
      .limit(1)
      .offset(Number(held) - calls)
      .executeTakeFirstOrThrow();
    const overAt = Date.parse(first.over_at);
    return overAt > at ? UNKNOWN_MS : overAt + windowMs + 1 - at;
  };

  return {
    begin: (id, overInMs, limits) =>
      database.write(async (db) => {
        const at = await databaseNow(db);
        let waitMs = await silentForMs(db, at);
        for (const limit of limits) waitMs = Math.max(waitMs, await waitIn(db, limit, at));
        if (waitMs > 0) return waitMs;
        await db
          .insertInto('defender_call')
          .values({ id, kind, began_at: instantText(at), over_at: instantText(at + overInMs) })
          .execute();
        return 0;
      }),
    answered: (id, at) =>
      database.write(async (db) => {
        // Both clocks count whole milliseconds: rather one too late than one too early.
        const agoMs = Math.max(0, now() - at - 1);
        await db
          .updateTable('defender_call')
          .set({ over_at: tongue.fromNow(-agoMs) })
          .where('id', '=', id)
          .execute();
      }),
    unmade: (id) =>
      database.write(async (db) => {
        await db.deleteFrom('defender_call').where('id', '=', id).execute();
      }),
    live: (windowMs) =>
      database.read(async (db) => {
        const at = await databaseNow(db);
        const rows = await db
          .selectFrom('defender_call')
          .select(['id', 'over_at'])
          .where('kind', '=', kind)
          .where('over_at', '>=', instantText(at - windowMs))
          .orderBy('over_at')
          .orderBy('id')
          .execute();
        return rows.map((row) => ({ id: row.id, overAgoMs: at - Date.parse(row.over_at) }));
      }),
    silentForMs: () => database.read(async (db) => silentForMs(db, await databaseNow(db))),
    // A later answer may ask for a shorter silence than one before it: the longer one was asked for, too.
    silence: (forMs) =>
      database.write(async (db) => {
        const until = instantText((await databaseNow(db)) + forMs);
        await db
          .insertInto('defender_pause')
          .values({ id: 1, until })
          .onConflict((conflict) =>
            conflict.column('id').doUpdateSet({ until }).where('defender_pause.until', '<', until),
          )
          .execute();
      }),
    forget: (overAgoMs) =>
      database.write(async (db) => {
        const before = instantText((await databaseNow(db)) - overAgoMs);
        await db.deleteFrom('defender_call').where('kind', '=', kind).where('over_at', '<', before).execute();
      }),
  };
};
