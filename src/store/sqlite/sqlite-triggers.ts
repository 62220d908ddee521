/** SQLite's way to make the event log append-only. Needs `recursive_triggers`, or INSERT OR REPLACE goes around it. */
export const sqliteTriggers: readonly string[] = [
  `create trigger event_is_never_updated before update on event
   begin select raise(abort, 'event is append-only'); end`,
  `create trigger event_is_never_deleted before delete on event
   begin select raise(abort, 'event is append-only'); end`,
];

/** Takes those away, for a transaction that removes what was sealed and makes them again before it ends. */
export const sqliteTriggersAway: readonly string[] = [
  'drop trigger event_is_never_updated',
  'drop trigger event_is_never_deleted',
];
