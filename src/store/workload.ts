import type { Kysely } from 'kysely';
import type { Instant } from '../domain/instant';
import { isOpenStatus, type OpenStatus, openStatuses } from '../domain/run';
import { textInstant } from './rows/instant-text';
import type { Schema } from './schema';

/** How much there is to do, for whoever watches. */
export interface Workload {
  readonly requests: { readonly pending: number; readonly running: number };
  /** By state; a state without any is absent. */
  readonly runs: ReadonlyMap<OpenStatus, number>;
  readonly posts: { readonly waiting: number; readonly oldestAt: Instant | null };
}

const unsettledPosts = ['due', 'sending', 'unknown'] as const;
const running = ['ready', 'dispatching', 'dispatched'] as const;

/** Counts what is open, through indexes: what is past, however much it is, is not touched. */
export const readWorkload = async (db: Kysely<Schema>): Promise<Workload> => {
  const runs = await db
    .selectFrom('run')
    .select((eb) => ['status', eb.fn.countAll<number | string>().as('count')])
    .where('status', 'in', openStatuses)
    .groupBy('status')
    .execute();
  const pending = await db
    .selectFrom('request')
    .select((eb) => eb.fn.countAll<number | string>().as('count'))
    .where('status', '=', 'pending')
    .executeTakeFirstOrThrow();
  const ongoing = await db
    .selectFrom('run')
    .select((eb) => eb.fn.count<number | string>('request_id').distinct().as('count'))
    .where('status', 'in', running)
    .executeTakeFirstOrThrow();
  const posts = await db
    .selectFrom('post')
    .select((eb) => [eb.fn.countAll<number | string>().as('count'), eb.fn.min<number | null>('event_seq').as('first')])
    .where('state', 'in', unsettledPosts)
    .executeTakeFirstOrThrow();
  const oldest =
    posts.first === null
      ? undefined
      : await db.selectFrom('event').select('at').where('seq', '=', posts.first).executeTakeFirst();
  return {
    requests: { pending: Number(pending.count), running: Number(ongoing.count) },
    runs: new Map(runs.flatMap(({ status, count }) => (isOpenStatus(status) ? [[status, Number(count)]] : []))),
    posts: { waiting: Number(posts.count), oldestAt: textInstant(oldest?.at ?? null) },
  };
};
