import { type Kysely, type Migration, sql } from 'kysely';
import type { Tongue } from '../tongue';

const statements: readonly string[] = [
  `create table lease (name text primary key, owner text not null, fence integer not null, until text not null)`,
  // A call is over at the latest at a moment that is known when it begins, also where its process dies. Those without an
  // answer are of a process that is gone.
  `update defender_call set answered_at = began_at where answered_at is null`,
  `alter table defender_call rename column answered_at to over_at`,

  `alter table delivery add column after_seq integer`,

  `alter table run add column settlement text`,
  `alter table request add column again_of text`,
  `create unique index request_again on request (again_of)`,
  `alter table post add column because text`,
  `drop index post_once`,
  `create unique index post_once on post (request_id, kind, event_seq) where kind in ('card', 'note')`,
  // The unique index is for cards and notes alone now, and no query that takes the kind as a parameter can use it.
  `create index post_request on post (request_id, kind)`,
  `create unique index direct_once on post (event_seq, channel) where kind = 'direct'`,
];

/**
 * Leases: work that one of several processes does at a time. What was on record when a delivery came. What a person said
 * became of a run, which request was asked again, and what is told somewhere else because its channel or its card is gone.
 * Every call to Defender has an end.
 */
export const leases = ({ ddl, hush }: Tongue): Migration => ({
  up: async (db: Kysely<unknown>) => {
    for (const statement of [...hush, ...statements.map(ddl)]) await sql.raw(statement).execute(db);
  },
});
