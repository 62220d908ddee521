import { type Kysely, type Migration, sql } from 'kysely';
import type { Tongue } from '../tongue';

// Plain SQL that SQLite and PostgreSQL read alike. Never edited once released: a change is a new migration.
const statements: readonly string[] = [
  `create table request (
    id text primary key, revision integer not null, status text not null, verb text not null, parameter text,
    comment text not null, requestor_id text not null, requestor_name text not null, channel text not null,
    terms text not null, binding text not null, policy_hash text not null, opened_at text not null, expires_at text,
    send_by text, decided_at text, decided_by text, decided_words text)`,
  `create index request_expiry on request (status, expires_at)`,

  `create table run (
    id text primary key, request_id text not null references request (id), revision integer not null,
    status text not null, verb text not null, parameter text, is_containment integer not null,
    machine_id text not null, machine text not null, situation text not null, subject text not null,
    subject_created_at text, attempt integer not null, claim_token text, claim_at text, claim_until text,
    looks integer not null, not_before text not null, trouble text, machine_action_id text, adopted_from text,
    defender_status text, created_at text, track_at text, ended_at text, fault text)`,
  `create unique index run_target on run (request_id, machine_id, subject)`,
  `create unique index run_lane on run (machine_id) where status = 'dispatching'`,
  `create unique index run_open on run (machine_id, verb, subject)
    where status in ('waiting', 'ready', 'dispatching', 'dispatched')`,
  `create unique index run_machine_action on run (machine_action_id) where adopted_from is null and subject = ''`,
  `create index run_machine on run (machine_id, status)`,
  `create index run_not_before on run (status, not_before)`,
  `create index run_track_at on run (status, track_at)`,

  `create table review (
    request_id text not null references request (id), person_id text not null, person_name text not null,
    decision text not null, places text not null, words text, at text not null, request_revision integer not null,
    primary key (request_id, person_id))`,

  `create table event (
    seq integer primary key, at text not null, request_id text not null, run_id text, kind text not null, actor text,
    body text not null, prev text not null, hash text not null)`,
  `create index event_request on event (request_id, seq)`,
  `create table chain_head (id integer primary key, seq integer not null, hash text not null)`,
  `insert into chain_head (id, seq, hash) values (1, 0, '${'0'.repeat(64)}')`,

  `create table twin (
    twin_id text primary key, request_id text not null, run_id text not null, state text not null,
    found_seq integer not null)`,
  `create index twin_open on twin (state, found_seq)`,

  `create table post (
    id text primary key, request_id text not null references request (id), kind text not null,
    event_seq integer not null references event (seq), rank integer not null, state text not null,
    attempt integer not null, is_repeat integer not null, sending_at text, next_at text not null, ts text,
    drop_code text, want_revision integer not null, drawn_revision integer not null, redraw_at text not null)`,
  `create unique index post_once on post (request_id, kind, event_seq)`,
  `create index post_next on post (state, next_at)`,
  `create index post_redraw on post (state, redraw_at) where want_revision > drawn_revision`,

  `create table delivery (
    key text primary key, kind text not null, body text, received_at text not null, state text not null,
    owner text not null, lease_until text not null)`,
  `create index delivery_state on delivery (state, received_at)`,
  `create index delivery_body on delivery (state, received_at) where body is not null`,

  `create table draft (
    id text primary key, person text not null, channel text not null, verb text not null, machine text not null,
    parameter text, comment text not null, candidates text not null, response_url text, kept_at text not null)`,
  `create index draft_kept on draft (kept_at)`,

  `create table machine (
    id text primary key, name text not null, short_name text not null, facts text not null, cached_at text not null)`,
  `create index machine_name on machine (name)`,
  `create index machine_cached on machine (cached_at)`,

  `create table defender_call (id text primary key, began_at text not null, answered_at text)`,
  `create index defender_call_answered on defender_call (answered_at)`,
  `create table defender_pause (id integer primary key, until text not null)`,
  `create table heartbeat (id integer primary key, owner text not null, at text not null)`,
];

/** The first tables of both dialects. */
export const firstTables = ({ appendOnly, ddl }: Tongue): Migration => ({
  up: async (db: Kysely<unknown>) => {
    for (const statement of [...statements.map(ddl), ...appendOnly]) await sql.raw(statement).execute(db);
  },
});
