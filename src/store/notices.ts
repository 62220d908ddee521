import { type Kysely, sql, type Transaction } from 'kysely';
import type { HappeningKind, LoggedEvent } from '../domain/event';
import type { Instant } from '../domain/instant';
import type { Notice, NoticeRedraw } from '../flow/notice';
import { readEvent } from './rows/event-row';
import { instantText } from './rows/instant-text';
import type { Schema } from './schema';

/** What a notice says of a pause that lasts, and what stops being so when it ends. */
const lasting: ReadonlySet<HappeningKind> = new Set(['paused', 'resume-asked']);

const withEvent = (db: Kysely<Schema>) =>
  db
    .selectFrom('post')
    .innerJoin('event', 'event.seq', 'post.event_seq')
    .select(['post.id', 'post.channel', 'post.is_repeat', 'post.ts', 'post.want_revision'])
    .select(['event.seq', 'event.at', 'event.request_id', 'event.run_id', 'event.actor', 'event.body'])
    .where('post.kind', '=', 'notice');

/** What ended the pause that an event is about. */
const readEnd = async (db: Kysely<Schema>, { seq, happening }: LoggedEvent): Promise<LoggedEvent | null> => {
  if (!lasting.has(happening.kind)) return null;
  const row = await db
    .selectFrom('event')
    .selectAll()
    .where('kind', '=', 'resumed')
    .where('seq', '>', seq)
    .orderBy('seq')
    .limit(1)
    .executeTakeFirst();
  return row === undefined ? null : readEvent(row);
};

/** Notices that may be sent now, in the order of events. */
export const readNotices = async (db: Kysely<Schema>, now: Instant, limit: number): Promise<readonly Notice[]> => {
  const rows = await withEvent(db)
    .where('post.state', 'in', ['due', 'unknown'])
    .where('post.next_at', '<=', instantText(now))
    .orderBy('post.event_seq')
    .limit(limit)
    .execute();
  const notices: Notice[] = [];
  for (const row of rows) {
    const event = readEvent(row);
    const end = await readEnd(db, event);
    notices.push({ id: row.id, channel: row.channel ?? '', isRepeat: row.is_repeat === 1, event, end });
  }
  return notices;
};

const outdated = (db: Kysely<Schema>) =>
  withEvent(db).where('post.state', '=', 'sent').whereRef('post.want_revision', '>', 'post.drawn_revision');

/** Notices of a pause that has ended since they were last drawn. */
export const readNoticeRedraws = async (
  db: Kysely<Schema>,
  now: Instant,
  limit: number,
): Promise<readonly NoticeRedraw[]> => {
  const rows = await outdated(db)
    .where('post.redraw_at', '<=', instantText(now))
    .orderBy('post.event_seq')
    .limit(limit)
    .execute();
  const redraws: NoticeRedraw[] = [];
  for (const row of rows) {
    const event = readEvent(row);
    const end = await readEnd(db, event);
    const place = { postId: row.id, channel: row.channel ?? '', ts: row.ts ?? '' };
    redraws.push({ ...place, wantRevision: row.want_revision, event, end });
  }
  return redraws;
};

/** When the next notice may be sent, and when the next one may be redrawn; null where none waits. */
export const readNextNotice = async (db: Kysely<Schema>, from: string): Promise<readonly (string | null)[]> => {
  const send = await db
    .selectFrom('post')
    .select((eb) => eb.fn.min<string | null>('next_at').as('due'))
    .where('kind', '=', 'notice')
    .where('state', 'in', ['due', 'unknown'])
    .where('next_at', '>', from)
    .executeTakeFirst();
  const redraw = await db
    .selectFrom('post')
    .select((eb) => eb.fn.min<string | null>('redraw_at').as('due'))
    .where('kind', '=', 'notice')
    .where('state', '=', 'sent')
    .whereRef('want_revision', '>', 'drawn_revision')
    .where('redraw_at', '>', from)
    .executeTakeFirst();
  return [send?.due ?? null, redraw?.due ?? null];
};

const lastPause = (db: Kysely<Schema>) =>
  db
    .selectFrom('event')
    .select((eb) => eb.fn.coalesce(eb.fn.max('seq'), eb.lit(0)).as('seq'))
    .where('kind', '=', 'paused');

/** Notices of the last pause that were handed to Slack for a channel. */
export const readPostedNotices = (db: Kysely<Schema>, channel: string) =>
  db
    .selectFrom('post')
    .select(['id as postId', 'ts'])
    .where(sql<boolean>`kind = 'notice'`)
    .where('event_seq', '>=', lastPause(db))
    .where('channel', '=', channel)
    .where('state', '!=', 'due')
    .execute();

/** The query behind `wantNoticeRedraws`. The kind is part of its text, or the index of notices could not serve it. */
export const noticesOfLastPause = (db: Kysely<Schema>) =>
  db
    .updateTable('post')
    .set({ want_revision: sql`want_revision + 1` })
    .where(sql<boolean>`kind = 'notice'`)
    .where('event_seq', '>=', lastPause(db));

/** Notes that the notices of the last pause show a state that is over. */
export const wantNoticeRedraws = async (db: Transaction<Schema>): Promise<void> => {
  await noticesOfLastPause(db).execute();
};
