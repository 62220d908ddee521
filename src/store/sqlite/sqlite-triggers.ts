/**
 * SQLite's way to make the event log append-only. INSERT OR REPLACE deletes without asking the trigger on deletion, unless
 * the connection has `recursive_triggers`, which another client does not: so a place that is taken is refused, too.
 */
export const sqliteTriggers: readonly string[] = [
  `create trigger event_is_never_updated before update on event
   begin select raise(abort, 'event is append-only'); end`,
  `create trigger event_is_never_deleted before delete on event
   begin select raise(abort, 'event is append-only'); end`,
  `create trigger event_is_never_replaced before insert on event
   when exists (select 1 from event where seq = new.seq)
   begin select raise(abort, 'event is append-only'); end`,
];

/** Takes those away, for a transaction that removes what was sealed and makes them again before it ends. */
export const sqliteTriggersAway: readonly string[] = [
  'drop trigger event_is_never_updated',
  'drop trigger event_is_never_deleted',
  'drop trigger event_is_never_replaced',
];
