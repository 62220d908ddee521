import { type Kysely, sql } from 'kysely';
import { z } from 'zod';
import type { Instant } from '../domain/instant';
import { runStatuses } from '../domain/run';
import type { CardRedraw, Post } from '../flow/storage';
import { readNextNotice } from './notices';
import { flagColumn, readRow } from './rows/column';
import { readEvent } from './rows/event-row';
import { instantText, textInstant } from './rows/instant-text';
import type { Schema } from './schema';

const postShape = z.object({
  id: z.string(),
  request_id: z.string(),
  post_kind: z.enum(['card', 'note', 'direct', 'progress']),
  channel: z.string(),
  attempt: z.number(),
  is_repeat: flagColumn,
  because: z.string().nullable(),
});

const readPost = (row: unknown): Post => {
  const { request_id, post_kind, is_repeat, ...same } = readRow('post', postShape, row);
  return { ...same, requestId: request_id, kind: post_kind, isRepeat: is_repeat, event: readEvent(row) };
};

// A note goes into the thread of its card: it waits until the card is there, or never will be.
const sendable = (db: Kysely<Schema>) =>
  db
    .selectFrom('post')
    .innerJoin('post as card', (join) =>
      join.onRef('card.request_id', '=', 'post.request_id').on('card.kind', '=', 'card'),
    )
    .where('post.state', 'in', ['due', 'unknown'])
    .where((eb) => eb.or([eb('post.kind', 'in', ['card', 'direct']), eb('card.state', 'in', ['sent', 'dropped'])]));

/** In the order in which they are redrawn. */
const stages = ['ended', 'running', 'waiting'] as const satisfies readonly CardRedraw['stage'][];

/** What is drawn anew when its request moves. */
const redrawn = ['card', 'copy', 'progress'] as const satisfies readonly CardRedraw['what'][];

const outdated = (db: Kysely<Schema>) =>
  db
    .selectFrom('post')
    .where('kind', 'in', redrawn)
    .where('state', '=', 'sent')
    .whereRef('want_revision', '>', 'drawn_revision');

/** Posts that may be sent now: cards, outcomes, other notes; each in the order of events. */
export const readDuePosts = async (
  db: Kysely<Schema>,
  now: Instant,
  limit: number,
  except: readonly string[],
): Promise<readonly Post[]> => {
  const place = sql<string>`coalesce(post.channel, request.channel)`;
  const rows = await sendable(db)
    .innerJoin('event', 'event.seq', 'post.event_seq')
    .innerJoin('request', 'request.id', 'post.request_id')
    .select(['post.id', 'post.kind as post_kind', 'post.attempt', 'post.is_repeat', 'post.because'])
    .select(place.as('channel'))
    .select(['event.seq', 'event.at', 'event.request_id', 'event.run_id', 'event.actor', 'event.body'])
    .where('post.next_at', '<=', instantText(now))
    .$if(except.length > 0, (query) => query.where(place, 'not in', except))
    .orderBy('post.rank')
    .orderBy('post.event_seq')
    .limit(limit)
    .execute();
  return rows.map(readPost);
};

/** Cards that show an old state: those that ended, those that run, those that wait; each longest waiting first. */
export const readRedraws = async (db: Kysely<Schema>, now: Instant, limit: number): Promise<readonly CardRedraw[]> => {
  const rows = await outdated(db)
    .innerJoin('request', 'request.id', 'post.request_id')
    .select(['post.id', 'post.request_id', 'request.channel', 'post.ts', 'post.want_revision'])
    .select(['post.attempt', 'post.because', 'post.kind', 'post.is_repeat'])
    .select((eb) =>
      eb
        .case()
        .when('request.status', '=', 'pending')
        .then(2)
        .when(
          eb.exists(
            eb
              .selectFrom('run')
              .select('run.id')
              .whereRef('run.request_id', '=', 'post.request_id')
              .where('run.status', 'in', runStatuses.slice(0, 4)),
          ),
        )
        .then(1)
        .else(0)
        .end()
        .as('stage'),
    )
    .where('post.redraw_at', '<=', instantText(now))
    .orderBy('stage')
    .orderBy('post.redraw_at')
    .orderBy('post.event_seq')
    .limit(limit)
    .execute();
  return rows.map((row) => ({
    what: redrawn.find((kind) => kind === row.kind) ?? 'card',
    postId: row.id,
    requestId: row.request_id ?? '',
    channel: row.channel,
    ts: row.ts ?? '',
    wantRevision: row.want_revision,
    attempt: row.attempt,
    because: row.because,
    isRepeat: row.is_repeat === 1,
    stage: stages[row.stage] ?? 'ended',
  }));
};

/** When the next post may be sent or the next card or notice redrawn, after a moment; null when nothing waits. */
export const readNextPost = async (db: Kysely<Schema>, after: Instant | null): Promise<Instant | null> => {
  // Every text of a moment is greater than the empty one.
  const from = after === null ? '' : instantText(after);
  const send = await sendable(db)
    .where('post.next_at', '>', from)
    .select((eb) => eb.fn.min<string | null>('post.next_at').as('due'))
    .executeTakeFirst();
  const redraw = await outdated(db)
    .where('redraw_at', '>', from)
    .select((eb) => eb.fn.min<string | null>('redraw_at').as('due'))
    .executeTakeFirst();
  const notices = await readNextNotice(db, from);
  const [first] = [send?.due, redraw?.due, ...notices].filter((due) => typeof due === 'string').sort();
  return textInstant(first ?? null);
};
