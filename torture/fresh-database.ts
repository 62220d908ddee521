import { randomBytes } from 'node:crypto';
import { Client } from 'pg';

/** The server on which databases for torture are made. */
export const SERVER_URL = process.env['TEST_DATABASE_URL'] ?? 'postgres://postgres@127.0.0.1:5432/test';

const onServer = async (statement: string): Promise<void> => {
  const client = new Client({ connectionString: SERVER_URL });
  await client.connect();
  await client.query(statement).finally(() => client.end());
};

/** An empty PostgreSQL database, and how to drop it again. */
export const freshDatabase = async (): Promise<{ readonly url: string; readonly drop: () => Promise<void> }> => {
  const name = `twokey_torture_${randomBytes(6).toString('hex')}`;
  await onServer(`create database ${name}`);
  const url = new URL(SERVER_URL);
  url.pathname = `/${name}`;
  return { url: String(url), drop: () => onServer(`drop database ${name} with (force)`) };
};
