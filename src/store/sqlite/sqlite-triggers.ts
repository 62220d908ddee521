/** SQLite's way to make the event log append-only. Needs `recursive_triggers`, or INSERT OR REPLACE goes around it. */
export const sqliteTriggers: readonly string[] = [
  `create trigger event_is_never_updated before update on event
   begin select raise(abort, 'event is append-only'); end`,
  `create trigger event_is_never_deleted before delete on event
   begin select raise(abort, 'event is append-only'); end`,
];
