import { setTimeout as sleep } from 'node:timers/promises';
import { type Kysely, sql, type Transaction } from 'kysely';
import type { Fault } from '../domain/fault';
import type { Log } from '../flow/ports';
import { breathe } from './breathe';
import type { Schema } from './schema';

/** Between two tries, at first and at most. */
const FIRST_PAUSE_MS = 4;
const LONGEST_PAUSE_MS = 64;
/** How often work that lost a race for a unique value is run again, to find by its own checks who won. */
const RACES = 3;
/** How long writers may share one commit before it is made, and timers and sockets get a turn. */
const SHARED_MS = 15;

/** What a dialect knows of its driver's errors. */
export interface DriverErrors {
  isBusy(error: unknown): boolean;
  isUniqueViolation(error: unknown): boolean;
  /** Null: not the driver's, a bug. */
  faultOf(error: unknown): Fault | null;
  closed(): Fault;
}

export interface Writing<T> {
  /** The work's value is kept only where this says so; otherwise all that it wrote is undone. */
  readonly isKept?: (value: T) => boolean;
  /** Before all writers that are not urgent: for what somebody waits for with three seconds on the clock. */
  readonly isUrgent?: boolean;
  /** Other processes that share the database may now have something to do. */
  readonly isNews?: boolean;
}

/** Transactions on one database. Both reject with a `Fault` when the database fails. */
export interface Database {
  /** Reads one consistent state. */
  read<T>(work: (db: Kysely<Schema>) => Promise<T>): Promise<T>;
  /**
   * Writes whole or not at all, one after the other; durable when it resolves. The work may be run more than once and
   * must have no other effect.
   */
  write<T>(work: (db: Transaction<Schema>) => Promise<T>, how?: Writing<T>): Promise<T>;
  /** After what is queued. */
  close(): Promise<void>;
}

/** A writer that waits for its turn. */
interface Waiting {
  readonly giveUpAt: number;
  /** Does the work inside the shared transaction. Gives what is to be called once that is durable. */
  readonly run: (trx: Transaction<Schema>) => Promise<() => void>;
  readonly reject: (error: unknown) => void;
}

/**
 * The database over one connection. Writers that wait share one commit, each in a savepoint of its own: a disk that takes
 * five milliseconds to be sure would otherwise let nobody past two hundred of them a second. What another program holds
 * up is tried again, without ever blocking the event loop.
 */
export const createDatabase = (deps: {
  readonly db: Kysely<Schema>;
  readonly errors: DriverErrors;
  readonly log: Log;
  /** How long a transaction is tried again while another program holds the database. */
  readonly patienceMs: number;
  /** The statement that gives other processes the news, once committed; null where there are none. */
  readonly hint: string | null;
}): Database => {
  const { db, errors, log, patienceMs } = deps;
  const urgent: Waiting[] = [];
  const ordinary: Waiting[] = [];
  let pumping: Promise<void> | null = null;
  let isClosed = false;

  const next = () => urgent.shift() ?? ordinary.shift();

  /** One shared commit. What it took from the queue is settled, or put back when another program holds the database. */
  const shareCommit = async (): Promise<'done' | 'held'> => {
    const taken: Waiting[] = [];
    const began = performance.now();
    try {
      const settled = await db.transaction().execute(async (trx) => {
        const done: (() => void)[] = [];
        while (performance.now() - began < SHARED_MS) {
          const writer = next();
          if (writer === undefined) break;
          taken.push(writer);
          done.push(await writer.run(trx));
        }
        return done;
      });
      for (const settle of settled) settle();
      return 'done';
    } catch (error) {
      const now = performance.now();
      const isHeld = errors.isBusy(error);
      const all = isHeld ? [...taken, ...urgent, ...ordinary] : taken;
      const lost = all.filter((writer) => !isHeld || writer.giveUpAt <= now);
      urgent.unshift(...taken.filter((writer) => !lost.includes(writer)));
      for (const queue of [urgent, ordinary])
        queue.splice(0, queue.length, ...queue.filter((writer) => !lost.includes(writer)));
      // A transaction that could not even begin takes the first writer's place.
      if (all.length === 0) lost.push(...[next()].filter((writer) => writer !== undefined));
      for (const writer of lost) writer.reject(errors.faultOf(error) ?? error);
      return isHeld ? 'held' : 'done';
    }
  };

  const pump = async (): Promise<void> => {
    let pauseMs = FIRST_PAUSE_MS;
    await breathe();
    while (urgent.length + ordinary.length > 0) {
      if ((await shareCommit()) === 'held') {
        if (pauseMs === FIRST_PAUSE_MS) log.warn('store-busy');
        await sleep(pauseMs);
        pauseMs = Math.min(pauseMs * 2, LONGEST_PAUSE_MS);
      } else {
        pauseMs = FIRST_PAUSE_MS;
        await breathe();
      }
    }
    pumping = null;
  };

  /** Runs work in a savepoint, so that what may not be kept is undone alone. Throws only what ends the whole transaction. */
  const inSavepoint = async <T>(
    trx: Transaction<Schema>,
    work: (db: Transaction<Schema>) => Promise<T>,
    { isKept = () => true, isNews = false }: Writing<T>,
  ): Promise<{ readonly value: T } | { readonly error: unknown }> => {
    // In one message with the release, so that it costs nobody a way to the server and back.
    const hint = isNews && deps.hint !== null ? `; ${deps.hint}` : '';
    const keep = () => sql.raw(`release savepoint writer${hint}`).execute(trx);
    const undo = async () => {
      await sql`rollback to savepoint writer`.execute(trx);
      await sql`release savepoint writer`.execute(trx);
    };
    for (let race = 0; ; race += 1) {
      await sql`savepoint writer`.execute(trx);
      try {
        const value = await work(trx);
        await (isKept(value) ? keep() : undo());
        return { value };
      } catch (error) {
        // Where the failure has ended the transaction there is no savepoint any more.
        await undo().catch(() => {
          throw error;
        });
        // Others may hold what this one waits for, and wait for what it holds: only the whole transaction can let go.
        if (errors.isBusy(error)) throw error;
        if (!errors.isUniqueViolation(error) || race >= RACES) return { error };
      }
    }
  };

  const write: Database['write'] = (work, how = {}) =>
    new Promise((resolve, reject) => {
      if (isClosed) return reject(errors.closed());
      const run = async (trx: Transaction<Schema>) => {
        const outcome = await inSavepoint(trx, work, how);
        if ('value' in outcome) return () => resolve(outcome.value);
        return () => reject(errors.faultOf(outcome.error) ?? outcome.error);
      };
      // Counted from the call and not from its turn, or else each of many waiting writers would wait in full.
      (how.isUrgent ? urgent : ordinary).push({ giveUpAt: performance.now() + patienceMs, run, reject });
      pumping ??= pump();
    });

  const read: Database['read'] = async (work) => {
    if (isClosed) throw errors.closed();
    const giveUpAt = performance.now() + patienceMs;
    const snapshot = db.transaction().setAccessMode('read only').setIsolationLevel('repeatable read');
    for (let pauseMs = FIRST_PAUSE_MS; ; pauseMs = Math.min(pauseMs * 2, LONGEST_PAUSE_MS)) {
      try {
        return await snapshot.execute(work);
      } catch (error) {
        if (!errors.isBusy(error) || performance.now() + pauseMs >= giveUpAt) throw errors.faultOf(error) ?? error;
      }
      await sleep(pauseMs);
    }
  };

  return {
    read,
    write,
    close: async () => {
      if (isClosed) return;
      isClosed = true;
      while (pumping !== null) await pumping;
      await breathe();
      await db.destroy();
    },
  };
};
