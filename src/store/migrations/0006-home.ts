import { type Kysely, type Migration, sql } from 'kysely';
import type { Tongue } from '../tongue';

const statements: readonly string[] = [
  `create table home (
    person text primary key,
    token text not null,
    opened_at text not null,
    digest text,
    view_hash text,
    drawn_seq integer not null,
    look_at text not null,
    not_before text not null
  )`,
  `create index home_opened on home (opened_at)`,
  `create table subscription (person text primary key, since text not null)`,
  `create table subscriber_call (request_id text primary key, event_seq integer not null)`,
];

/** Who has opened Home lately and what it showed; who wants to be told directly when something waits for them. */
export const home = ({ ddl, hush }: Tongue): Migration => ({
  up: async (db: Kysely<unknown>) => {
    for (const statement of [...hush, ...statements.map(ddl)]) await sql.raw(statement).execute(db);
  },
});
