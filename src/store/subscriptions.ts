import { requestEvent } from '../domain/lifecycle';
import type { Subscriptions } from '../flow/home-storage';
import type { Database } from './database';
import { instantText } from './rows/instant-text';
import { addSubscriberPosts } from './subscriber-calls';
import type { Write } from './writing';

/** Who wants to be told directly. Changed together with the entry of the log that says so. */
export const openSubscriptions = ({
  database,
  write,
  newId,
}: {
  readonly database: Database;
  readonly write: Write;
  readonly newId: () => string;
}): Subscriptions => ({
  has: (personId) =>
    database.read(async (db) => {
      const row = await db
        .selectFrom('subscription')
        .select('person')
        .where('person', '=', personId)
        .executeTakeFirst();
      return row !== undefined;
    }),
  all: () =>
    database.read(async (db) => {
      const rows = await db.selectFrom('subscription').select('person').orderBy('person').execute();
      return rows.map(({ person }) => person);
    }),
  calls: (limit) =>
    database.read(async (db) => {
      const rows = await db.selectFrom('subscriber_call').selectAll().orderBy('event_seq').limit(limit).execute();
      return rows.map((row) => ({ requestId: row.request_id, eventSeq: row.event_seq }));
    }),
  called: (call, people, { next, now }) =>
    database.write(async (db) => {
      await addSubscriberPosts(db, call, people, { newId, now });
      if (next === 'none') await db.deleteFrom('subscriber_call').where('request_id', '=', call.requestId).execute();
    }),
  change: (person, to, { delivery, policyHash, now }) =>
    write(
      {
        delivery,
        policyHash,
        events: [requestEvent(null, now, person, { kind: to === 'on' ? 'subscribed' : 'unsubscribed' })],
      },
      {
        after: async (db) => {
          if (to === 'off') {
            await db.deleteFrom('subscription').where('person', '=', person.id).execute();
            return;
          }
          await db
            .insertInto('subscription')
            .values({ person: person.id, since: instantText(now) })
            .onConflict((conflict) => conflict.column('person').doNothing())
            .execute();
        },
      },
    ),
});
