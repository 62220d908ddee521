/** What the triggers run: a refusal, whatever is tried. */
export const refusalBody = `begin raise exception 'event is append-only'; end`;

/** The triggers by name, and what each refuses. */
export const triggersOnEvent = [
  ['event_is_never_updated', 'update'],
  ['event_is_never_deleted', 'delete'],
  ['event_is_never_truncated', 'truncate'],
] as const;

/**
 * PostgreSQL's way to make the event log append-only (14 and later). Can be run again at any time, on a table that has
 * all, some or none of these triggers. Who owns the table can drop them: docs/postgres/ keeps Twokey from owning it.
 */
export const postgresTriggers: readonly string[] = [
  `create or replace function event_is_append_only() returns trigger language plpgsql as $$ ${refusalBody} $$`,
  ...triggersOnEvent.flatMap(([name, what]) => [
    `create or replace trigger ${name} before ${what} on event
      for each statement execute function event_is_append_only()`,
    // Also in a session that calls itself a replica, where ordinary triggers are silent.
    `alter table event enable always trigger ${name}`,
  ]),
];

/**
 * Switches off what keeps entries from being deleted, for a transaction that switches it on again before it ends. Others go on
 * reading; for them it is never off, and their writes wait.
 */
export const postgresTriggersAway: readonly string[] = ['alter table event disable trigger event_is_never_deleted'];
