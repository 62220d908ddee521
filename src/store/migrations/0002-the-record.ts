import { type Kysely, type Migration, sql } from 'kysely';
import { chainHash, contentDigest } from '../event-hash';
import { attest, reviewKey } from '../rows/attested-state';
import { canonicalJson } from '../rows/canonical-json';
import type { Tongue } from '../tongue';

// A table is built again where a column may now be empty: SQLite cannot change that in place. Posts go first, since they
// point at entries of the log.
const before: readonly string[] = [
  `alter table request add column escalate_at text`,
  `create index request_escalation on request (status, escalate_at)`,

  `create table post_new (
    id text primary key, request_id text references request (id), channel text, kind text not null,
    event_seq integer not null, rank integer not null, state text not null, attempt integer not null,
    is_repeat integer not null, sending_at text, next_at text not null, ts text, drop_code text,
    want_revision integer not null, drawn_revision integer not null, redraw_at text not null)`,
  `insert into post_new (id, request_id, kind, event_seq, rank, state, attempt, is_repeat, sending_at, next_at, ts,
      drop_code, want_revision, drawn_revision, redraw_at)
    select id, request_id, kind, event_seq, rank, state, attempt, is_repeat, sending_at, next_at, ts,
      drop_code, want_revision, drawn_revision, redraw_at from post`,
  `drop table post`,
  `alter table post_new rename to post`,
  `create unique index post_once on post (request_id, kind, event_seq)`,
  `create unique index notice_once on post (event_seq, channel) where kind = 'notice'`,
  `create index post_next on post (state, next_at)`,
  `create index post_redraw on post (state, redraw_at) where want_revision > drawn_revision`,

  `create table event_new (
    seq integer primary key, at text not null, request_id text, run_id text, kind text not null, actor text,
    actor_id text, body text not null, policy_hash text, delivery text, state text, prev text not null,
    hash text not null, mac text)`,
];

const after: readonly string[] = [
  `drop table event`,
  `alter table event_new rename to event`,
  `create index event_request on event (request_id, seq)`,
  `create index event_actor on event (actor_id, kind, at)`,
  `create index event_at on event (at)`,
  `create index event_kind on event (kind, seq)`,
  `create table chain_base (id integer primary key, seq integer not null, hash text not null)`,
  `insert into chain_base (id, seq, hash) values (1, 0, '${'0'.repeat(64)}')`,
  `create table sending_switch (id integer primary key, revision integer not null, pause text)`,
  `insert into sending_switch (id, revision, pause) values (1, 1, null)`,
  `create table replica (owner text primary key, policy_hash text not null, seen_at text not null)`,
];

type Row = Readonly<Record<string, unknown>> & { readonly id: string; readonly request_id: string };

interface OldEntry {
  readonly seq: number;
  readonly at: string;
  readonly request_id: string;
  readonly run_id: string | null;
  readonly kind: string;
  readonly actor: string | null;
  readonly body: string;
}

/** The state of every request, with its runs and reviews, by request. */
const readStates = async (db: Kysely<unknown>): Promise<ReadonlyMap<string, string>> => {
  const rowsOf = async (table: string) => (await sql.raw<Row>(`select * from ${table}`).execute(db)).rows;
  const [requests, runs, reviews] = [await rowsOf('request'), await rowsOf('run'), await rowsOf('review')];
  return new Map(
    requests.map((request) => {
      const own = (rows: readonly Row[], key: (row: Row) => string) =>
        Object.fromEntries(
          rows.filter((row) => row.request_id === request.id).map((row) => [key(row), attest(row)] as const),
        );
      const state = {
        request: { [request.id]: attest(request) },
        run: own(runs, (run) => run.id),
        review: own(reviews, (review) => reviewKey(request.id, String(review['person_id']))),
      };
      return [request.id, canonicalJson(state)] as const;
    }),
  );
};

/** Every entry once more, in the form that later ones have; the last one of each request vouches for its state. */
const rechain = async (db: Kysely<unknown>): Promise<void> => {
  const states = await readStates(db);
  const entries = (await sql<OldEntry>`select * from event order by seq`.execute(db)).rows;
  const lastOf = new Map(entries.map((entry) => [entry.request_id, entry.seq]));
  let hash = '0'.repeat(64);
  for (const { seq, at, request_id, run_id, kind, ...texts } of entries) {
    const actor = texts.actor === null ? null : canonicalJson(JSON.parse(texts.actor));
    const body = canonicalJson(JSON.parse(texts.body));
    const isLast = lastOf.get(request_id) === seq;
    const state = isLast ? (states.get(request_id) ?? null) : null;
    const prev = hash;
    hash = chainHash(
      contentDigest({ seq, at, request_id, run_id, kind, actor, body, policy_hash: null, delivery: null, state }),
      prev,
    );
    const actorId: unknown = actor === null ? null : JSON.parse(actor).id;
    await sql`insert into event_new (seq, at, request_id, run_id, kind, actor, actor_id, body, state, prev, hash)
      values (${seq}, ${at}, ${request_id}, ${run_id}, ${kind}, ${actor}, ${actorId}, ${body}, ${state}, ${prev}, ${hash})`.execute(
      db,
    );
  }
  await sql`update chain_head set hash = ${hash} where id = 1`.execute(db);
};

/**
 * The record: entries about no one request, who did what under which policy and on which delivery, the state that each
 * change left behind, and where a removed segment ended; the switch that stops all sending; who shares the store.
 */
export const theRecord = ({ appendOnly, ddl }: Tongue): Migration => ({
  up: async (db: Kysely<unknown>) => {
    for (const statement of before.map(ddl)) await sql.raw(statement).execute(db);
    await rechain(db);
    for (const statement of [...after.map(ddl), ...appendOnly]) await sql.raw(statement).execute(db);
  },
});
