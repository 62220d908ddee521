const refuse = (name: string, what: string): readonly string[] => [
  `create or replace trigger ${name} before ${what} on event
    for each statement execute function event_is_append_only()`,
  // Also in a session that calls itself a replica, where ordinary triggers are silent.
  `alter table event enable always trigger ${name}`,
];

/**
 * PostgreSQL's way to make the event log append-only (14 and later). Can be run again at any time, on a table that has
 * all, some or none of these triggers. Who owns the table can drop them: docs/postgres/ keeps Twokey from owning it.
 */
export const postgresTriggers: readonly string[] = [
  `create or replace function event_is_append_only() returns trigger language plpgsql as
    $$ begin raise exception 'event is append-only'; end $$`,
  ...refuse('event_is_never_updated', 'update'),
  ...refuse('event_is_never_deleted', 'delete'),
  ...refuse('event_is_never_truncated', 'truncate'),
];
