import { sql } from 'kysely';
import type { OpenKeeper } from '../opened';
import { postgresDriver } from './postgres-driver';
import { faultOfPostgres, postgresFault } from './postgres-fault';
import { openPool, placeOf } from './postgres-pool';
import { queriesOver } from './postgres-queries';
import { HOLD_THE_LOG, READING, type Starts } from './postgres-starts';
import { postgresTongue } from './postgres-tongue';

/** How long the writers of running replicas are waited for: each is done within milliseconds. */
const LOCK_WAIT = '10s';
/** Where this process is frozen in the middle of a write, replicas go on after this time. */
const SILENCE = '10s';

/** However the server is set: nothing ends a long read but its end. Servers before version 17 do not know the last one. */
const WITHOUT_LIMITS = `set local statement_timeout = 0; set local idle_in_transaction_session_timeout = 0;
  select set_config('transaction_timeout', '0', true) where current_setting('transaction_timeout', true) is not null`;

const starts: Starts = {
  reading: `${READING}; ${WITHOUT_LIMITS}`,
  writing: [
    'begin',
    WITHOUT_LIMITS,
    `set local lock_timeout = '${LOCK_WAIT}'`,
    `set local idle_in_transaction_session_timeout = '${SILENCE}'`,
    HOLD_THE_LOG,
  ].join('; '),
};

/** Opens a PostgreSQL database for whoever looks into the record, seals or removes, beside replicas that run on it. */
export const keepPostgres = async (url: string): Promise<OpenKeeper> => {
  const place = placeOf(url);
  const db = queriesOver(
    postgresDriver(openPool({ url, most: 1, connectMs: 5_000, answerMs: null, lost: () => {} }), starts),
  );
  const faulty = async <T>(work: Promise<T>): Promise<T> => {
    try {
      return await work;
    } catch (error) {
      throw faultOfPostgres(place, error) ?? error;
    }
  };
  const read: OpenKeeper['read'] = (work) => faulty(db.transaction().setAccessMode('read only').execute(work));
  return {
    tongue: postgresTongue,
    read,
    write: (work) => faulty(db.transaction().execute(work)),
    notAllowed: async () => {
      const { rows } = await read((snapshot) =>
        sql<{ isOwner: boolean }>`select pg_has_role(relowner, 'usage') as "isOwner"
          from pg_class where oid = 'event'::regclass`.execute(snapshot),
      );
      return rows[0]?.isOwner === true
        ? null
        : 'Only the owner of the tables can take entries out of the log, and this user is not. Run it with DATABASE_URL as that user (twokey_owner in docs/postgres/roles.sql), and nothing else with it.';
    },
    fault: (code) => postgresFault(code, place),
    close: () => db.destroy(),
  };
};
