import { setTimeout as sleep } from 'node:timers/promises';
import type { Kysely, Transaction } from 'kysely';
import type { Fault } from '../domain/fault';
import type { Log } from '../flow/ports';
import { breathe } from './breathe';
import type { Schema } from './schema';

/** How long a transaction is tried again while another program holds the database. */
const BUSY_MS = 1500;
/** How often a transaction that lost a race for a unique value is run again, to find by its own checks who won. */
const RACES = 3;
/** How long transactions may follow each other before timers and sockets get a turn. */
const TURN_MS = 10;

/** What a dialect knows of its driver's errors. */
export interface DriverErrors {
  isBusy(error: unknown): boolean;
  isUniqueViolation(error: unknown): boolean;
  /** Null: not the driver's, a bug. */
  faultOf(error: unknown): Fault | null;
  closed(): Fault;
}

/** Transactions on one database. Both reject with a `Fault` when the database fails. */
export interface Database {
  /** Reads one consistent state. */
  read<T>(work: (db: Kysely<Schema>) => Promise<T>): Promise<T>;
  /**
   * Writes whole or not at all, in the order of calls. The work may be run more than once and must have no other
   * effect. Its value is kept only where `isKept` says so; otherwise all that it wrote is undone.
   */
  write<T>(work: (db: Transaction<Schema>) => Promise<T>, isKept?: (value: T) => boolean): Promise<T>;
  /** After what is queued. */
  close(): Promise<void>;
}

/** Queues writers and tries again what another program held up, without ever blocking the event loop. */
export const createDatabase = (db: Kysely<Schema>, errors: DriverErrors, log: Log): Database => {
  let tail: Promise<unknown> = Promise.resolve();
  let turnBegan = performance.now();
  let isClosed = false;

  const persist = async <T>(attempt: () => Promise<T>, giveUpAt: number): Promise<T> => {
    let races = 0;
    for (let pauseMs = 4; ; pauseMs = Math.min(pauseMs * 2, 64)) {
      try {
        return await attempt();
      } catch (error) {
        const isLostRace = errors.isUniqueViolation(error) && races < RACES;
        const isHeld = errors.isBusy(error) && performance.now() + pauseMs < giveUpAt;
        if (!isLostRace && !isHeld) throw errors.faultOf(error) ?? error;
        if (isLostRace) races += 1;
        else if (pauseMs === 4) log.warn('store-busy');
      }
      await sleep(pauseMs);
    }
  };

  const read: Database['read'] = async (work) => {
    if (isClosed) throw errors.closed();
    const snapshot = db.transaction().setAccessMode('read only').setIsolationLevel('repeatable read');
    return persist(() => snapshot.execute(work), performance.now() + BUSY_MS);
  };

  const write: Database['write'] = async (work, isKept = () => true) => {
    if (isClosed) throw errors.closed();
    // Counted from the call and not from its turn, or else each of many waiting writers would wait in full.
    const giveUpAt = performance.now() + BUSY_MS;
    const turn = tail.then(async () => {
      // The driver is synchronous: without a pause, a row of transactions starves timers and sockets.
      if (performance.now() - turnBegan > TURN_MS) {
        await breathe();
        turnBegan = performance.now();
      }
      return persist(() => transact(db, work, isKept), giveUpAt);
    });
    tail = turn.catch(() => undefined);
    return turn;
  };

  return {
    read,
    write,
    close: async () => {
      if (isClosed) return;
      isClosed = true;
      await tail;
      await breathe();
      await db.destroy();
    },
  };
};

const transact = async <T>(
  db: Kysely<Schema>,
  work: (db: Transaction<Schema>) => Promise<T>,
  isKept: (value: T) => boolean,
): Promise<T> => {
  // Kysely rolls back what is thrown, so a value that is not to be kept is thrown past it and caught here.
  let undone: { readonly value: T } | null = null;
  try {
    return await db.transaction().execute(async (trx) => {
      const value = await work(trx);
      if (isKept(value)) return value;
      undone = { value };
      throw undone;
    });
  } catch (thrown) {
    if (undone !== null && thrown === undone) return (undone as { readonly value: T }).value;
    throw thrown;
  }
};
