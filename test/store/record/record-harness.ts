import { randomBytes } from 'node:crypto';
import { copyFileSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { DatabaseSync, type DatabaseSyncInstance } from '@photostructure/sqlite';
import { Client } from 'pg';
import type { Instant } from '../../../src/domain/instant';
import { type OpenStore, openStore } from '../../../src/store/open-store';
import type { Place } from '../../../src/store/opened';
import { postgresTriggers } from '../../../src/store/postgres/postgres-triggers';
import { freshFolder, quiet } from '../harness';
import { tampering } from './recorded';

/** A store as its owner can reach it, past Twokey. */
export interface Reached {
  readonly place: Place;
  /** Says something to the database, like any other program. */
  say(...statements: readonly string[]): Promise<void>;
  /** Changes what is stored with no trigger and no rule in the way, which are there again afterwards. */
  tamper(...statements: readonly string[]): Promise<void>;
  /** The rows of an answer, each as the text of its values. */
  rows(query: string): Promise<readonly string[]>;
}

/** Stores of one dialect whose record is looked into. */
export interface RecordHarness {
  /** An empty place. */
  fresh(): Promise<Reached>;
  /** A copy of a store that nobody has open. */
  copy(of: Reached): Promise<Reached>;
  /** Deletes all copies. */
  clear(): Promise<void>;
  dispose(): Promise<void>;
}

let ids = 0;

/** Opens the store at a place, with a clock that stands still. */
export const openAt = ({ place }: Reached, now: Instant, auditKey: string | null): Promise<OpenStore> => {
  const newId = () => `id-${now}-${++ids}`;
  return openStore({ place, owner: 'me', now: () => now, newId, log: quiet, auditKey });
};

const textOf = (row: unknown): string => Object.values({ ...Object(row) }).join(' ');

/** SQLite in a folder of its own. */
export const sqliteRecords = async (): Promise<RecordHarness> => {
  const folder = await freshFolder();
  let files = 0;
  const at = (path: string): Reached & { readonly path: string } => {
    const using = <T>(work: (raw: DatabaseSyncInstance) => T): T => {
      const raw = new DatabaseSync(path);
      try {
        return work(raw);
      } finally {
        raw.close();
      }
    };
    return {
      path,
      place: { kind: 'sqlite', path },
      say: async (...statements) => using((raw) => raw.exec(statements.join(';'))),
      tamper: async (...statements) => tampering(path, (raw) => raw.exec(statements.join(';'))),
      rows: async (query) => using((raw) => raw.prepare(query).all().map(textOf)),
    };
  };
  const next = () => join(folder, `${++files}.db`);
  return {
    fresh: async () => at(next()),
    copy: async ({ place }) => {
      const path = next();
      copyFileSync(place.kind === 'sqlite' ? place.path : '', path);
      return at(path);
    },
    // They are small.
    clear: async () => {},
    dispose: () => rm(folder, { recursive: true }),
  };
};

/** Databases of their own on a PostgreSQL server. */
export const postgresRecords = async (server: string): Promise<RecordHarness> => {
  const made: string[] = [];
  const copies: string[] = [];
  const ask = async (url: string, statements: readonly string[]): Promise<readonly string[]> => {
    const client = new Client({ connectionString: url });
    await client.connect();
    try {
      let rows: readonly unknown[] = [];
      for (const statement of statements) ({ rows } = await client.query(statement));
      return rows.map(textOf);
    } finally {
      await client.end();
    }
  };
  const create = async (among: string[], options: string): Promise<Reached> => {
    const name = `twokey_test_${randomBytes(6).toString('hex')}`;
    await ask(server, [`create database ${name} ${options}`]);
    among.push(name);
    const address = new URL(server);
    address.pathname = `/${name}`;
    const url = String(address);
    return {
      place: { kind: 'postgres', url },
      say: async (...statements) => void (await ask(url, statements)),
      tamper: async (...statements) =>
        void (await ask(url, [
          'set session_replication_role = replica',
          'alter table event disable trigger all',
          ...statements,
          ...postgresTriggers,
        ])),
      rows: (query) => ask(url, [query]),
    };
  };
  const drop = async (names: string[]): Promise<void> => {
    const statements = names.splice(0).map((name) => `drop database ${name} with (force)`);
    if (statements.length > 0) await ask(server, statements);
  };
  return {
    fresh: () => create(made, ''),
    copy: ({ place }) =>
      create(copies, `template ${place.kind === 'postgres' ? new URL(place.url).pathname.slice(1) : ''}`),
    clear: () => drop(copies),
    dispose: () => drop([...made, ...copies]),
  };
};
