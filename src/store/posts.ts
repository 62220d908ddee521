import type { Kysely, Transaction } from 'kysely';
import type { Instant } from '../domain/instant';
import type { Posts } from '../flow/storage';
import type { Database } from './database';
import { readDuePosts, readNextPost, readRedraws } from './due-posts';
import { mayWork } from './fence';
import { readNoticeRedraws, readNotices, readPostedNotices } from './notices';
import { instantText } from './rows/instant-text';
import { copyRow, directRow } from './rows/post-rows';
import type { PostRow, Schema } from './schema';
import type { Write } from './writing';

/** What posts need. */
export interface PostsDeps {
  readonly database: Database;
  /** This process, by a name that no other process ever had. */
  readonly owner: string;
  readonly write: Write;
  readonly newId: () => string;
}

/** Moves posts out of some states; how many of them were in one. */
const movePosts = async (
  db: Transaction<Schema>,
  ids: readonly string[],
  from: readonly PostRow['state'][],
  facts: Partial<PostRow>,
): Promise<number> => {
  if (ids.length === 0) return 0;
  const moved = await db
    .updateTable('post')
    .set(facts)
    .where('id', 'in', ids)
    .where('state', 'in', from)
    .executeTakeFirst();
  return Number(moved.numUpdatedRows);
};

const isAnyOverdue = async (db: Kysely<Schema>, sendingBefore: Instant): Promise<boolean> => {
  const overdue = await db
    .selectFrom('post')
    .select('id')
    .where('state', '=', 'sending')
    .where('sending_at', '<', instantText(sendingBefore))
    .limit(1)
    .executeTakeFirst();
  return overdue !== undefined;
};

/** Messages as rows. */
export const openPosts = ({ database, owner, write, newId }: PostsDeps): Posts => ({
  due: (now, limit, except = []) => database.read((db) => readDuePosts(db, now, limit, except)),
  notices: (now, limit) => database.read((db) => readNotices(db, now, limit)),
  noticeRedraws: (now, limit) => database.read((db) => readNoticeRedraws(db, now, limit)),
  redraws: (now, limit) => database.read((db) => readRedraws(db, now, limit)),
  nextDue: (after) => database.read((db) => readNextPost(db, after ?? null)),
  begin: (ids, now) =>
    database.write(
      async (db) => {
        const unique = [...new Set(ids)];
        if (unique.length === 0) return true;
        if (!(await mayWork(db, owner))) return false;
        const begun = await movePosts(db, unique, ['due', 'unknown'], {
          state: 'sending',
          sending_at: instantText(now),
        });
        if (begun !== unique.length) return false;
        await db
          .updateTable('post')
          .set((eb) => ({ attempt: eb('attempt', '+', 1) }))
          .where('id', 'in', unique)
          .execute();
        return true;
      },
      { isKept: (isBegun) => isBegun },
    ),
  // Evidence may come late, for a post that was given up as lost or is being said again.
  sent: (ids, ts) =>
    database.write(async (db) => {
      await movePosts(db, ids, ['due', 'sending', 'unknown', 'dropped'], { state: 'sent', ts });
    }),
  cardSent: (id, ts, change) =>
    write(change, {
      // The first message that was recorded is the card, and stays it: a repeat must not take its place.
      before: async (db) => {
        const card = await db.selectFrom('post').select('state').where('id', '=', id).executeTakeFirst();
        return card === undefined || card.state === 'sent' ? { kind: 'seen' } : null;
      },
      after: async (db) => {
        await movePosts(db, [id], ['due', 'sending', 'unknown', 'dropped'], { state: 'sent', ts });
        // What was just posted shows all of this already: it was drawn as the clock began. Whatever else has happened
        // since it was asked for (sending was paused) may have come after it was drawn.
        if (change.request?.status === 'pending') {
          await db.updateTable('post').set({ drawn_revision: 1 }).where('id', '=', id).execute();
        }
      },
    }),
  copyFound: (postId, ts, now) =>
    database.write(async (db) => {
      const card = await db
        .selectFrom('post')
        .selectAll()
        .where('id', '=', postId)
        .where('kind', '=', 'card')
        .where('state', '=', 'sent')
        .where('ts', '!=', ts)
        .executeTakeFirst();
      if (card === undefined) return;
      await db
        .insertInto('post')
        .values(copyRow(newId(), card, { ts, now }))
        .onConflict((conflict) => conflict.doNothing())
        .execute();
    }),
  again: (ids, at) =>
    database.write(async (db) => {
      await movePosts(db, ids, ['sending', 'unknown'], { state: 'due', next_at: instantText(at) });
    }),
  unknown: (ids, againAt) =>
    database.write(async (db) => {
      await movePosts(db, ids, ['sending'], { state: 'unknown', is_repeat: 1, next_at: instantText(againAt) });
    }),
  redirected: (ids, code, people, now) =>
    database.write(async (db) => {
      const notes = await db
        .selectFrom('post')
        .select(['id', 'request_id', 'event_seq', 'rank'])
        .where('id', 'in', ids)
        .where('kind', '=', 'note')
        .where('state', 'in', ['due', 'sending', 'unknown'])
        .execute();
      await movePosts(db, ids, ['due', 'sending', 'unknown'], { state: 'dropped', drop_code: code });
      const rows = notes.flatMap((note) => people.map((person) => directRow(newId(), note, { person, code, now })));
      if (rows.length > 0) await db.insertInto('post').values(rows).execute();
    }),
  cardGone: ({ postId, ts }, again, change) =>
    write(change, {
      before: async (db) => {
        const moved = await db
          .updateTable('post')
          .set((eb) => ({
            ...{ id: again.id, state: 'due' as const, ts: null, is_repeat: 0, because: again.code },
            next_at: instantText(again.at),
            // What is posted is drawn as it is by then.
            drawn_revision: eb.ref('want_revision'),
          }))
          .where('id', '=', postId)
          .where('state', '=', 'sent')
          .where('ts', '=', ts)
          .executeTakeFirst();
        return moved.numUpdatedRows === 1n ? null : { kind: 'seen' };
      },
    }),
  dropped: (ids, code) =>
    database.write(async (db) => {
      await movePosts(db, ids, ['due', 'sending', 'unknown'], { state: 'dropped', drop_code: code });
    }),
  drawn: (postId, revision) =>
    database.write(async (db) => {
      await db
        .updateTable('post')
        .set({ drawn_revision: revision })
        .where('id', '=', postId)
        .where('drawn_revision', '<', revision)
        .execute();
    }),
  drawAnew: (postId) =>
    database.write(async (db) => {
      await db
        .updateTable('post')
        .set((eb) => ({ want_revision: eb('want_revision', '+', 1) }))
        .where('id', '=', postId)
        .execute();
    }),
  redrawLater: (postId, at) =>
    database.write(async (db) => {
      await db
        .updateTable('post')
        .set({ redraw_at: instantText(at) })
        .where('id', '=', postId)
        .execute();
    }),
  loseOverdue: async (sendingBefore, againAt) => {
    // Asked in every round, and hardly ever true: what is read waits for no other writer's commit.
    if (!(await database.read((db) => isAnyOverdue(db, sendingBefore)))) return 0;
    return database.write(async (db) => {
      if (!(await mayWork(db, owner))) return 0;
      const lost = await db
        .updateTable('post')
        .set({ state: 'unknown', is_repeat: 1, next_at: instantText(againAt) })
        .where('state', '=', 'sending')
        .where('sending_at', '<', instantText(sendingBefore))
        .executeTakeFirst();
      return Number(lost.numUpdatedRows);
    });
  },
  noticesIn: (channel) => database.read((db) => readPostedNotices(db, channel)),
  noteOf: (postId) =>
    database.read(async (db) => {
      const note = await db
        .selectFrom('post')
        .innerJoin('request', 'request.id', 'post.request_id')
        .select(['request.id', 'request.channel', 'post.ts'])
        .where('post.id', '=', postId)
        .where('post.kind', '=', 'note')
        .executeTakeFirst();
      return note === undefined ? null : { requestId: note.id, channel: note.channel, ts: note.ts };
    }),
  cardOf: (requestId) =>
    database.read(async (db) => {
      const card = await db
        .selectFrom('post')
        .innerJoin('request', 'request.id', 'post.request_id')
        .select(['post.id', 'request.channel', 'request.thread_ts', 'post.ts', 'post.attempt'])
        .where('post.request_id', '=', requestId)
        .where('post.kind', '=', 'card')
        .executeTakeFirst();
      if (card === undefined) return null;
      const { id: postId, channel, thread_ts: thread, ts, attempt } = card;
      return { postId, channel, thread, ts, attempt };
    }),
});
