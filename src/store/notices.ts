import type { Kysely } from 'kysely';
import type { Instant } from '../domain/instant';
import type { Notice, NoticeRedraw } from '../flow/storage';
import { readEvent } from './rows/event-row';
import { instantText } from './rows/instant-text';
import type { Schema } from './schema';

const withEvent = (db: Kysely<Schema>) =>
  db
    .selectFrom('post')
    .innerJoin('event', 'event.seq', 'post.event_seq')
    .select(['post.id', 'post.channel', 'post.is_repeat', 'post.ts', 'post.want_revision'])
    .select(['event.seq', 'event.at', 'event.request_id', 'event.run_id', 'event.actor', 'event.body'])
    .where('post.kind', '=', 'notice');

/** Notices that may be sent now, in the order of events. */
export const readNotices = async (db: Kysely<Schema>, now: Instant, limit: number): Promise<readonly Notice[]> => {
  const rows = await withEvent(db)
    .where('post.state', 'in', ['due', 'unknown'])
    .where('post.next_at', '<=', instantText(now))
    .orderBy('post.event_seq')
    .limit(limit)
    .execute();
  return rows.map((row) => ({
    id: row.id,
    channel: row.channel ?? '',
    isRepeat: row.is_repeat === 1,
    event: readEvent(row),
  }));
};

/** Notices of a pause that has ended since they were last drawn. */
export const readNoticeRedraws = async (
  db: Kysely<Schema>,
  now: Instant,
  limit: number,
): Promise<readonly NoticeRedraw[]> => {
  const rows = await withEvent(db)
    .where('post.state', '=', 'sent')
    .whereRef('post.want_revision', '>', 'post.drawn_revision')
    .where('post.redraw_at', '<=', instantText(now))
    .orderBy('post.event_seq')
    .limit(limit)
    .execute();
  return rows.map((row) => ({
    postId: row.id,
    channel: row.channel ?? '',
    ts: row.ts ?? '',
    wantRevision: row.want_revision,
    event: readEvent(row),
  }));
};
