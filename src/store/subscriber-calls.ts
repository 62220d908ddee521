import type { Kysely, Transaction } from 'kysely';
import type { Change } from '../domain/change';
import type { LoggedEvent } from '../domain/event';
import type { Instant } from '../domain/instant';
import { directRow } from './rows/post-rows';
import type { Schema } from './schema';

const isAnySubscribed = async (db: Kysely<Schema>): Promise<boolean> =>
  (await db.selectFrom('subscription').select('person').limit(1).executeTakeFirst()) !== undefined;

/** Notes that subscribers are to be told of a request, with the step that started its clock: it waits from now on. */
export const noteSubscriberCalls = async (
  db: Transaction<Schema>,
  { request }: Change,
  logged: readonly LoggedEvent[],
): Promise<void> => {
  const posted = logged.find(({ happening }) => happening.kind === 'card-posted');
  const isFirst = request !== undefined && request.status === 'pending' && request.expiresAt !== null;
  if (posted === undefined || !isFirst || !(await isAnySubscribed(db))) return;
  await db
    .insertInto('subscriber_call')
    .values({ request_id: request.id, event_seq: posted.seq })
    .onConflict((conflict) => conflict.doNothing())
    .execute();
};

/** Adds what each of these people is told directly; somebody who has it already is not told twice. */
export const addSubscriberPosts = async (
  db: Transaction<Schema>,
  call: { readonly requestId: string; readonly eventSeq: number },
  people: readonly string[],
  { newId, now }: { readonly newId: () => string; readonly now: Instant },
): Promise<void> => {
  const facts = { request_id: call.requestId, event_seq: call.eventSeq, rank: 2 };
  const rows = people.map((person) => directRow(newId(), facts, { person, code: 'subscribed', now }));
  if (rows.length === 0) return;
  await db
    .insertInto('post')
    .values(rows)
    .onConflict((conflict) => conflict.doNothing())
    .execute();
};
