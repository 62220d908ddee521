import type { Transaction } from 'kysely';
import type { Change, Committed } from '../domain/change';
import { isOutcome } from '../domain/event';
import type { Log } from '../flow/ports';
import { applyChange, isDone } from './commit';
import type { Database } from './database';
import type { Head } from './event-hash';
import type { Schema } from './schema';

/** Applies a change whole or not at all, and what else belongs into the same transaction. */
export type Write = (change: Change, also?: Also) => Promise<Committed>;

/** What is done in the same transaction. */
export interface Also {
  /** Null: go on. */
  readonly before?: (db: Transaction<Schema>) => Promise<Committed | null>;
  readonly after?: (db: Transaction<Schema>) => Promise<void>;
}

/**
 * Makes the way in for every change. The head of the log leaves for the log stream with every outcome, once it is
 * durable: whoever can write to the database cannot take it back from there.
 */
export const createWriting = (deps: {
  readonly database: Database;
  readonly newId: () => string;
  readonly owner: string;
  readonly auditKey: string | null;
  readonly log: Log;
  /** Told of every change that is durable, and how long that took with its wait. */
  readonly committed?: (change: Change, tookMs: number) => void;
}): Write => {
  const { database, newId, owner, auditKey, log, committed: tell } = deps;
  return async (change, also = {}) => {
    const beganAt = performance.now();
    const applied: { committed: Committed; head: Head | null } = await database.write(
      async (db) => {
        const refused = (await also.before?.(db)) ?? null;
        if (refused !== null) return { committed: refused, head: null };
        const written = await applyChange(db, change, { newId, owner, auditKey });
        if (isDone(written.committed)) await also.after?.(db);
        return written;
      },
      { isKept: ({ committed }) => isDone(committed), isNews: true },
    );
    const { committed, head } = applied;
    if (isDone(committed)) tell?.(change, performance.now() - beganAt);
    if (head !== null && isDone(committed) && change.events.some(({ happening }) => isOutcome(happening))) {
      log.info('audit.head', { ...head, requestId: change.events[0]?.requestId });
    }
    return committed;
  };
};
