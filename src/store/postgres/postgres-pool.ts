import { Pool, types } from 'pg';

/** A silent connection is asked after this time whether it still is one. */
const KEEP_ALIVE_MS = 10_000;
/** PostgreSQL's int8, which the driver would give as text: counts and sums. None here is beyond what a number holds. */
const INT8 = 20;

/** What people may read of an address: no user, no password. */
export const placeOf = (url: string): string => {
  const { host, pathname } = new URL(url);
  return `${host}${pathname}`;
};

/** What a pool is for. */
export interface PoolNeeds {
  readonly url: string;
  /** How many connections, at most. */
  readonly most: number;
  /** How long it may take to get a connection: one that is free, or a new one. */
  readonly connectMs: number;
  /** How long a statement may take before its connection counts as dead; null: as long as it likes. */
  readonly answerMs: number | null;
  /** Hears of connections that broke while nobody used them. */
  readonly lost: (error: Error) => void;
}

/** A pool of connections. */
export const openPool = ({ url, most, connectMs, answerMs, lost }: PoolNeeds): Pool => {
  const pool = new Pool({
    connectionString: url,
    max: most,
    // The last one is kept: whoever clicks after a quiet hour does not wait for a new one.
    min: 1,
    connectionTimeoutMillis: connectMs,
    ...(answerMs === null ? {} : { query_timeout: answerMs }),
    keepAlive: true,
    keepAliveInitialDelayMillis: KEEP_ALIVE_MS,
    application_name: 'twokey',
    types: {
      // biome-ignore lint/suspicious/noExplicitAny: the driver's own type
      getTypeParser: (oid: number, format?: any) => (oid === INT8 ? Number : types.getTypeParser(oid, format)),
    },
  });
  pool.on('error', lost);
  return pool;
};
