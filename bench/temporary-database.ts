import { randomBytes } from 'node:crypto';
import { Client } from 'pg';
import type { Closing } from '../simulator/demo/closing';

/** The address of an empty database on a server; it is dropped with all else. */
export const temporaryDatabase = async (serverUrl: string, closing: Closing): Promise<string> => {
  const name = `twokey_bench_${randomBytes(6).toString('hex')}`;
  const onServer = async (statement: string): Promise<void> => {
    const client = new Client({ connectionString: serverUrl });
    await client.connect();
    await client.query(statement).finally(() => client.end());
  };
  await onServer(`create database ${name}`);
  closing.add(() => onServer(`drop database ${name} with (force)`));
  const url = new URL(serverUrl);
  url.pathname = `/${name}`;
  return String(url);
};
