import { type Kysely, type RawBuilder, sql } from 'kysely';
import { runStatuses } from '../../domain/run';
import type { Schema } from '../schema';

/** How many requests are named. */
const NAMED = 10;

const isIn = (requestId: RawBuilder<unknown>, upTo: number) =>
  sql<boolean>`exists (select 1 from event where event.request_id = ${requestId} and event.seq <= ${upTo})`;

/** Whether every entry of a request lies within a segment, so that it goes with it. */
export const isWithin = (requestId: RawBuilder<unknown>, upTo: number): RawBuilder<boolean> =>
  sql<boolean>`(${isIn(requestId, upTo)}
    and not exists (select 1 from event where event.request_id = ${requestId} and event.seq > ${upTo}))`;

/** What stands in the way of removing the entries up to one, each in a sentence that says what to do. */
export const readObstacles = async (db: Kysely<Schema>, upTo: number): Promise<readonly string[]> => {
  const open = await db
    .selectFrom('request')
    .innerJoin('run', 'run.request_id', 'request.id')
    .select('request.id')
    .distinct()
    .where((eb) =>
      eb.or([
        eb('request.status', '=', 'pending'),
        eb('run.status', 'in', runStatuses.slice(0, 4)),
        // Ended, and still looked back at.
        eb('run.track_at', 'is not', null),
        eb.exists(
          eb
            .selectFrom('twin')
            .select('twin_id')
            .whereRef('twin.request_id', '=', 'request.id')
            .where('state', '=', 'open'),
        ),
      ]),
    )
    .where(isIn(sql.ref('request.id'), upTo))
    .orderBy('request.id')
    .execute();
  const waiting = await db
    .selectFrom('post')
    .select((eb) => eb.fn.countAll<number>().as('count'))
    .where((eb) =>
      eb.or([
        eb('state', 'in', ['due', 'sending', 'unknown']),
        eb.and([
          eb('state', '=', 'sent'),
          eb('want_revision', '>', eb.ref('drawn_revision')),
          eb('kind', '!=', 'note'),
        ]),
      ]),
    )
    .where((eb) => eb.or([eb('event_seq', '<=', upTo), isIn(sql.ref('post.request_id'), upTo)]))
    .executeTakeFirstOrThrow();
  const paused = await db.selectFrom('sending_switch').select('id').where('pause', 'is not', null).executeTakeFirst();
  const pausedAt = await db
    .selectFrom('event')
    .select('seq')
    .where('kind', '=', 'paused')
    .orderBy('seq', 'desc')
    .limit(1)
    .executeTakeFirst();
  const isPausedWithin = paused !== undefined && pausedAt !== undefined && pausedAt.seq <= upTo;
  const ids = open.slice(0, NAMED).map(({ id }) => id);
  const more = open.length - ids.length;
  return [
    ...(open.length > 0
      ? [
          `Not over yet: ${ids.join(', ')}${more > 0 ? ` and ${more} more requests` : ''}. Seal up to an earlier day, or wait for their end.`,
        ]
      : []),
    ...(waiting.count > 0
      ? [`Messages that wait to be posted or drawn again: ${waiting.count}. Let Twokey run until Slack has them all.`]
      : []),
    ...(isPausedWithin
      ? [`Sending has been paused since entry ${pausedAt.seq}. Resume it first, or seal up to an earlier day.`]
      : []),
  ];
};
