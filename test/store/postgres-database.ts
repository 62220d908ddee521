import { randomBytes } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Kysely, PostgresDialect } from 'kysely';
import { Client, type Pool } from 'pg';
import type { Schema } from '../../src/store/schema';
import { poolOf } from './fresh-database';

const script = (name: string): Promise<string> =>
  readFile(join(__dirname, '..', '..', 'docs', 'postgres', name), 'utf8');

/** A database of a test's own on a real server, with the two roles of docs/postgres/ under names of its own. */
export const freshPostgres = async (serverUrl: string) => {
  const name = `twokey_test_${randomBytes(6).toString('hex')}`;
  const named = (sql: string) => sql.replaceAll('twokey', name);
  const url = new URL(serverUrl);
  url.pathname = `/${name}`;
  const pools: Pool[] = [];

  const asAdministrator = async (statements: readonly string[]): Promise<void> => {
    const client = new Client({ connectionString: serverUrl });
    await client.connect();
    try {
      for (const statement of statements) await client.query(statement);
    } finally {
      await client.end();
    }
  };

  const inside = (options: { readonly options?: string } = {}): Pool => {
    const pool = poolOf(String(url), options);
    pools.push(pool);
    return pool;
  };
  const as = (role: 'owner' | 'app'): Pool => inside({ options: `-c role=${name}_${role}` });

  const create = named(await script('roles.sql'));
  await asAdministrator(create.split(/;\n/).filter((statement) => statement.trim() !== ''));

  return {
    name,
    url: String(url),
    owner: as('owner'),
    app: as('app'),
    administrator: inside(),
    over: (pool: Pool) => new Kysely<Schema>({ dialect: new PostgresDialect({ pool }) }),
    /** What docs/postgres/grants.sql does, as the owner. */
    grant: async () => {
      await as('owner').query(named(await script('grants.sql')));
    },
    dispose: async () => {
      await Promise.all(pools.map((pool) => pool.end()));
      await asAdministrator([`drop database ${name} with (force)`, `drop role ${name}_app`, `drop role ${name}_owner`]);
    },
  };
};

export type FreshPostgres = Awaited<ReturnType<typeof freshPostgres>>;
