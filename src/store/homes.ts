import type { Selectable } from 'kysely';
import type { HomeRow, Homes } from '../flow/home-storage';
import type { Database } from './database';
import { instantText, textInstant } from './rows/instant-text';
import type { Schema } from './schema';

const readHome = (row: Selectable<Schema['home']>): HomeRow => ({
  personId: row.person,
  token: row.token,
  openedAt: textInstant(row.opened_at) ?? 0,
  digest: row.digest,
  viewHash: row.view_hash,
  drawnSeq: row.drawn_seq,
});

/** Who has opened Home lately. */
export const openHomes = (database: Database): Homes => ({
  opened: (personId, token, now, shows) =>
    database.write(
      async (db) => {
        const at = instantText(now);
        const due = { opened_at: at, look_at: at, not_before: at };
        await db
          .insertInto('home')
          .values({ person: personId, token, ...due, digest: null, view_hash: null, drawn_seq: 0 })
          .onConflict((conflict) =>
            conflict
              .column('person')
              .doUpdateSet({ ...due, ...(shows === 'nothing' ? { digest: null, view_hash: null } : {}) }),
          )
          .execute();
      },
      { isNews: true },
    ),
  find: (personId) =>
    database.read(async (db) => {
      const row = await db.selectFrom('home').selectAll().where('person', '=', personId).executeTakeFirst();
      return row === undefined ? null : readHome(row);
    }),
  due: (now, { headSeq, openedSince }, limit) =>
    database.read(async (db) => {
      const at = instantText(now);
      const rows = await db
        .selectFrom('home')
        .selectAll()
        .where('opened_at', '>=', instantText(openedSince))
        .where('not_before', '<=', at)
        .where((eb) => eb.or([eb('drawn_seq', '<', headSeq), eb('look_at', '<=', at)]))
        // Whose shows the oldest state comes first, or those who opened it last would keep all others from theirs.
        .orderBy('drawn_seq')
        .orderBy('opened_at', 'desc')
        .limit(limit)
        .execute();
      return rows.map(readHome);
    }),
  behindSince: (openedSince) =>
    database.read(async (db) => {
      const rows = await db
        .selectFrom('home')
        .select((eb) => [
          'opened_at',
          eb
            .selectFrom('event')
            .select('event.at')
            .whereRef('event.seq', '>', 'home.drawn_seq')
            .orderBy('event.seq')
            .limit(1)
            .as('moved_at'),
        ])
        .where('opened_at', '>=', instantText(openedSince))
        .execute();
      // Whoever opened it later has not been waiting for longer.
      const since = rows.flatMap(({ opened_at, moved_at }) =>
        moved_at === null ? [] : [moved_at > opened_at ? moved_at : opened_at],
      );
      return textInstant(since.toSorted()[0] ?? null);
    }),
  lastOpenedAt: () =>
    database.read(async (db) => {
      const row = await db
        .selectFrom('home')
        .select('opened_at')
        .orderBy('opened_at', 'desc')
        .limit(1)
        .executeTakeFirst();
      return textInstant(row?.opened_at ?? null);
    }),
  drawn: ({ personId, openedAt, digest, viewHash, drawnSeq, notBefore, lookAt }) =>
    database.write(async (db) => {
      await db
        .updateTable('home')
        .set({
          ...{ digest, view_hash: viewHash, drawn_seq: drawnSeq },
          ...{ not_before: instantText(notBefore), look_at: instantText(lookAt) },
        })
        .where('person', '=', personId)
        .where('opened_at', '=', instantText(openedAt))
        .execute();
    }),
  later: (personId, at) =>
    database.write(async (db) => {
      await db
        .updateTable('home')
        .set({ not_before: instantText(at) })
        .where('person', '=', personId)
        .execute();
    }),
  lookAgain: (openedSince, at) =>
    database.write(async (db) => {
      await db
        .updateTable('home')
        .set({ look_at: instantText(at) })
        .where('opened_at', '>=', instantText(openedSince))
        .execute();
    }),
  forget: (openedBefore) =>
    database.write(async (db) => {
      await db.deleteFrom('home').where('opened_at', '<', instantText(openedBefore)).execute();
    }),
});
