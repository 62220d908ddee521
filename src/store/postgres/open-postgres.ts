import type { Kysely } from 'kysely';
import type { Log } from '../../flow/ports';
import { createDatabase, type Database, type DriverErrors } from '../database';
import { ageOf, migrate } from '../migrate';
import type { OpenDatabase } from '../opened';
import type { Schema } from '../schema';
import { postgresDriver } from './postgres-driver';
import { faultOfPostgres, isNotPermitted, isPassing, isUniqueViolation, postgresFault } from './postgres-fault';
import { hintOf, openHints } from './postgres-hints';
import { queriesOver } from './postgres-queries';
import { openPool, placeOf } from './postgres-pool';
import { type Hold, startsOf } from './postgres-starts';
import { postgresTongue } from './postgres-tongue';

/** Who shares connections, and how long they wait. */
interface Lane {
  readonly hold: Hold;
  readonly most: number;
  /** How long what was held up, or broke, is tried again. */
  readonly patienceMs: number;
  /** How long it may take to get a connection. */
  readonly connectMs: number;
  /** How long a statement may take before its connection counts as dead: longer than it may wait for others. */
  readonly answerMs: number;
}

/** What the record is made of, one after the other: nobody waits for it with three seconds on the clock. */
const CHANGES: Lane = { hold: 'the log', most: 1, patienceMs: 6_000, connectMs: 3_000, answerMs: 5_500 };
/** What Slack waits for: beside the changes, so that nobody who holds these up can hold up the answer. */
const INBOX: Lane = { hold: 'nothing', most: 1, patienceMs: 1_500, connectMs: 1_400, answerMs: 1_500 };
const READS: Lane = { hold: 'nothing', most: 6, patienceMs: 1_500, connectMs: 3_000, answerMs: 10_000 };

/** Opens a PostgreSQL database, beside other processes that have it open. */
export const openPostgres = async (opening: {
  readonly url: string;
  readonly owner: string;
  readonly log: Log;
}): Promise<OpenDatabase> => {
  const { url, owner, log } = opening;
  const place = placeOf(url);
  const fault: OpenDatabase['fault'] = (code) => postgresFault(code, place);
  const errors: DriverErrors = {
    isBusy: isPassing,
    isUniqueViolation,
    faultOf: (error) => faultOfPostgres(place, error),
    closed: () => fault('closed'),
  };
  await bringUpToDate(url, place, log);

  const lane = ({ hold, patienceMs, ...pooled }: Lane): Database => {
    const lost = (error: Error) => log.warn('store-connection-lost', { place, error });
    const pool = openPool({ url, ...pooled, lost });
    const db = queriesOver(postgresDriver(pool, startsOf(hold)));
    return createDatabase({ db, errors, log, patienceMs, hint: hintOf(owner) });
  };
  const [changes, inbox, reads] = [lane(CHANGES), lane(INBOX), lane(READS)];
  const hints = openHints({ url, place, owner, log });
  const close = async () => {
    await Promise.all([changes.close(), inbox.close(), reads.close(), hints.close()]);
  };
  return {
    database: {
      read: reads.read,
      write: (work, how) => (how?.isUrgent ? inbox : changes).write(work, how),
      close,
    },
    tongue: postgresTongue,
    otherOwners: 'alive',
    hints,
    fault,
    close,
  };
};

/** Of several processes that start at once, one does it and the others wait. */
const bringUpToDate = async (url: string, place: string, log: Log): Promise<void> => {
  // The migrator looks around beside its own transaction.
  const pool = openPool({ url, most: 2, connectMs: 3_000, answerMs: null, lost: () => {} });
  const db = queriesOver(postgresDriver(pool, startsOf('the tables')));
  try {
    // Who may not change tables can start all the same, where there is nothing to change.
    const age = await ageOf(db);
    if (age === 'newer') throw postgresFault('newer-schema', place);
    const applied = age === 'current' ? [] : await apply(db, place);
    log.info('store-opened', { place, migrations: applied });
  } catch (error) {
    if (isNotPermitted(error)) throw postgresFault('not-owner', place, error);
    throw faultOfPostgres(place, error) ?? error;
  } finally {
    await db.destroy();
  }
};

const apply = async (db: Kysely<Schema>, place: string): Promise<readonly string[]> => {
  const migrated = await migrate(db, postgresTongue);
  if (migrated.kind === 'newer') throw postgresFault('newer-schema', place);
  return migrated.applied;
};
