import type { Transaction } from 'kysely';
import type { Posts } from '../flow/storage';
import type { Database } from './database';
import { readDuePosts, readNextPost, readRedraws } from './due-posts';
import { readNoticeRedraws, readNotices, readPostedNotices } from './notices';
import { instantText } from './rows/instant-text';
import type { PostRow, Schema } from './schema';
import type { Write } from './writing';

/** What posts need. */
export interface PostsDeps {
  readonly database: Database;
  readonly write: Write;
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

/** Messages as rows. */
export const openPosts = ({ database, write }: PostsDeps): Posts => ({
  due: (now, limit) => database.read((db) => readDuePosts(db, now, limit)),
  notices: (now, limit) => database.read((db) => readNotices(db, now, limit)),
  noticeRedraws: (now, limit) => database.read((db) => readNoticeRedraws(db, now, limit)),
  redraws: (now, limit) => database.read((db) => readRedraws(db, now, limit)),
  nextDue: () => database.read(readNextPost),
  begin: (ids, now) =>
    database.write(
      async (db) => {
        const unique = [...new Set(ids)];
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
  again: (ids, at) =>
    database.write(async (db) => {
      await movePosts(db, ids, ['sending', 'unknown'], { state: 'due', next_at: instantText(at) });
    }),
  unknown: (ids, againAt) =>
    database.write(async (db) => {
      await movePosts(db, ids, ['sending'], { state: 'unknown', is_repeat: 1, next_at: instantText(againAt) });
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
  redrawLater: (postId, at) =>
    database.write(async (db) => {
      await db
        .updateTable('post')
        .set({ redraw_at: instantText(at) })
        .where('id', '=', postId)
        .execute();
    }),
  loseOverdue: (sendingBefore, againAt) =>
    database.write(async (db) => {
      const lost = await db
        .updateTable('post')
        .set({ state: 'unknown', is_repeat: 1, next_at: instantText(againAt) })
        .where('state', '=', 'sending')
        .where('sending_at', '<', instantText(sendingBefore))
        .executeTakeFirst();
      return Number(lost.numUpdatedRows);
    }),
  noticesIn: (channel) => database.read((db) => readPostedNotices(db, channel)),
  cardOf: (requestId) =>
    database.read(async (db) => {
      const card = await db
        .selectFrom('post')
        .innerJoin('request', 'request.id', 'post.request_id')
        .select(['post.id', 'request.channel', 'post.ts'])
        .where('post.request_id', '=', requestId)
        .where('post.kind', '=', 'card')
        .executeTakeFirst();
      return card === undefined ? null : { postId: card.id, channel: card.channel, ts: card.ts };
    }),
});
