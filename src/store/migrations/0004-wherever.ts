import { type Kysely, type Migration, sql } from 'kysely';
import type { Tongue } from '../tongue';

// All of them empty in old rows, so that no digest in the log changes.
const statements: readonly string[] = [
  `alter table request add column thread_ts text`,
  `alter table request add column for_ms bigint`,
  `alter table request add column remind_at text`,
  `create index request_reminding on request (status, remind_at)`,
  `alter table request add column summary text`,
  `create index request_summary on request (summary, id) where summary = 'due'`,
  `alter table run add column remind_at text`,
  `create index run_reminding on run (remind_at) where remind_at is not null`,
  `create unique index copy_once on post (request_id, ts) where kind = 'copy'`,
  `alter table draft add column thread_ts text`,
  `alter table draft add column for_ms bigint`,
  `alter table draft add column shortcut text`,
  // A message is read for machines by every name that it may mean, and for who had an address last.
  `alter table machine add column last_ip text`,
  `create index machine_short_name on machine (short_name)`,
  `create index machine_last_ip on machine (last_ip)`,
  // A run may be about a file: its subject is one then, and no Machine Action.
  `drop index run_machine_action`,
  `create unique index run_machine_action on run (machine_action_id)
    where adopted_from is null and subject_created_at is null`,
  `alter table draft add column again_of text`,
  `alter table defender_call add column kind text not null default ''`,
  `create index defender_call_kind on defender_call (kind, over_at)`,
];

/**
 * Requests in any thread, for several machines and for a time: where their cards are, when people are reminded, and
 * whether what came of all machines together has been told.
 */
export const wherever = ({ ddl, hush }: Tongue): Migration => ({
  up: async (db: Kysely<unknown>) => {
    for (const statement of [...hush, ...statements.map(ddl)]) await sql.raw(statement).execute(db);
  },
});
