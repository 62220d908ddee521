import { randomBytes } from 'node:crypto';
import { Client, Pool, type PoolConfig } from 'pg';

/** The server that the tests may use; undefined where there is none. */
export const serverUrl = process.env['TEST_DATABASE_URL'];

/** Says something to a database, over a connection of its own, and gives the rows of the answer. */
export const sayTo = async (
  url: string,
  statement: string,
  values: readonly unknown[] = [],
): Promise<readonly Readonly<Record<string, unknown>>[]> => {
  const client = new Client({ connectionString: url });
  await client.connect();
  // Its database may be dropped, or its server stopped, while it is being closed.
  client.on('error', () => {});
  try {
    return (await (values.length === 0 ? client.query(statement) : client.query(statement, [...values]))).rows;
  } finally {
    await client.end();
  }
};

/**
 * Connections to a database that may be dropped while they are being closed: `end` resolves before the server has
 * heard of it, and what the server then says of them is nobody's failure.
 */
export const poolOf = (url: string, options: PoolConfig = {}): Pool => {
  const pool = new Pool({ connectionString: url, max: 2, ...options });
  pool.on('error', () => {});
  return pool;
};

/** A database of a test's own. */
export interface FreshDatabase {
  readonly url: string;
  /** Says something to it from outside. */
  say(statement: string, values?: readonly unknown[]): Promise<readonly Readonly<Record<string, unknown>>[]>;
  drop(): Promise<void>;
}

/** An empty database of its own on the tests' server, or on another one. */
export const freshDatabase = async (server: string | undefined = serverUrl): Promise<FreshDatabase> => {
  if (server === undefined) throw new Error('set TEST_DATABASE_URL to a PostgreSQL server where databases can be made');
  const name = `twokey_test_${randomBytes(6).toString('hex')}`;
  await sayTo(server, `create database ${name}`);
  const url = new URL(server);
  url.pathname = `/${name}`;
  return {
    url: String(url),
    say: (statement, values) => sayTo(String(url), statement, values),
    drop: async () => {
      await sayTo(server, `drop database ${name} with (force)`);
    },
  };
};
