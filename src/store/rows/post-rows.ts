import { sql, type Transaction } from 'kysely';
import { channelsOf, isOutcome, isTold, type LoggedEvent } from '../../domain/event';
import type { Instant } from '../../domain/instant';
import { heldBackStatuses } from '../../domain/sending';
import { readInProgress } from '../in-progress';
import type { PostRow, Schema } from '../schema';
import { instantText } from './instant-text';

/** Adds the posts that events call for: the card of a request that was asked for, and a note for everything told. */
export const insertPosts = async (
  db: Transaction<Schema>,
  events: readonly LoggedEvent[],
  newId: () => string,
): Promise<void> => {
  const inProgress = await readInProgress(db, events);
  const rows = events.flatMap((event): readonly PostRow[] => {
    const { requestId, happening } = event;
    const row = (facts: Pick<PostRow, 'request_id' | 'channel' | 'kind'>): PostRow => {
      const at = instantText(event.at);
      return {
        ...{ id: newId(), ...facts, event_seq: event.seq },
        rank: facts.kind === 'card' ? 0 : isOutcome(happening) ? 1 : 2,
        ...{ state: 'due', attempt: 0, is_repeat: 0, sending_at: null, next_at: at, ts: null, drop_code: null },
        because: null,
        ...{ want_revision: 0, drawn_revision: 0, redraw_at: at },
      };
    };
    if (requestId === null) {
      return channelsOf(happening).map((channel) => row({ request_id: null, channel, kind: 'notice' }));
    }
    if (happening.kind === 'asked') return [row({ request_id: requestId, channel: null, kind: 'card' })];
    if (!isTold(happening) || inProgress.tellsByProgress(event)) return [];
    const note = row({ request_id: requestId, channel: null, kind: 'note' });
    return inProgress.begins(event) ? [note, row({ request_id: requestId, channel: null, kind: 'progress' })] : [note];
  });
  if (rows.length > 0) await db.insertInto('post').values(rows).execute();
};

/** The row of a note that is told to one person, since it could not be said in its thread. */
export const directRow = (
  id: string,
  { request_id, event_seq, rank }: Pick<PostRow, 'request_id' | 'event_seq' | 'rank'>,
  { person, code, now }: { readonly person: string; readonly code: string; readonly now: Instant },
): PostRow => ({
  ...{
    id,
    request_id,
    event_seq,
    rank,
    channel: person,
    kind: 'direct',
    state: 'due',
    attempt: 0,
    is_repeat: 0,
    because: code,
  },
  ...{ sending_at: null, next_at: instantText(now), ts: null, drop_code: null },
  ...{ want_revision: 0, drawn_revision: 0, redraw_at: instantText(now) },
});

/** The row of a second message of a card, which is to be redrawn once. */
export const copyRow = (
  id: string,
  card: PostRow,
  { ts, now }: { readonly ts: string; readonly now: Instant },
): PostRow => ({
  ...card,
  ...{ id, kind: 'copy', ts, want_revision: 1, drawn_revision: 0, redraw_at: instantText(now) },
});

/**
 * Notes that the cards and the progress of these requests show an old state. A card counts as drawn with the state that its request
 * opened with, whatever was newest when it was posted: one redraw too many does no harm, one too few would.
 */
export const wantRedraw = async (db: Transaction<Schema>, requestIds: readonly string[]): Promise<void> => {
  if (requestIds.length === 0) return;
  await db
    .updateTable('post')
    .set({ want_revision: sql`want_revision + 1` })
    .where('request_id', 'in', requestIds)
    .where('kind', 'in', ['card', 'progress'])
    .execute();
};

/** Notes that every card whose request a pause holds back shows an old state: sending was paused, or goes on. */
export const wantHeldBackRedrawn = async (db: Transaction<Schema>): Promise<void> => {
  await db
    .updateTable('post')
    .set({ want_revision: sql`want_revision + 1` })
    .where('kind', '=', 'card')
    .where('request_id', 'in', (eb) =>
      eb.selectFrom('run').select('request_id').where('status', 'in', heldBackStatuses),
    )
    .execute();
};
