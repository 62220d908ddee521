import { DatabaseSync } from '@photostructure/sqlite';
import { Client } from 'pg';

export type Cell = string | number | null;
export type Row = Readonly<Record<string, Cell>>;

/** A store from below, while no Twokey has it open: rows as they lie there. */
export interface RawDatabase {
  readonly all: (table: string) => Promise<readonly Row[]>;
  /** Adds rows that all have the same columns. */
  readonly insert: (table: string, rows: readonly Row[]) => Promise<void>;
  readonly run: (statement: string) => Promise<void>;
  /** Does now what a server does by itself in the minutes after many rows came: statistics, and pages to the disk. */
  readonly rest: () => Promise<void>;
  readonly close: () => Promise<void>;
}

/** Opens the store that a DATABASE_URL names; a path is taken from the folder. */
export const openRaw = (databaseUrl: string, folder: string): Promise<RawDatabase> =>
  databaseUrl.startsWith('postgres') ? openPostgres(databaseUrl) : openSqlite(databaseUrl, folder);

const openSqlite = async (databaseUrl: string, folder: string): Promise<RawDatabase> => {
  const path = databaseUrl.replace(/^sqlite:/, '').replace(/^\./, folder);
  const raw = new DatabaseSync(path);
  // What is grown here is thrown away: only how it is read is measured.
  raw.exec('pragma journal_mode = wal; pragma synchronous = off; pragma cache_size = -200000');
  return {
    all: async (table) => raw.prepare(`select * from "${table}"`).all() as Row[],
    insert: async (table, rows) => {
      const [first] = rows;
      if (first === undefined) return;
      const columns = Object.keys(first);
      const statement = raw.prepare(
        `insert into "${table}" (${columns.join(', ')}) values (${columns.map(() => '?').join(', ')})`,
      );
      for (const row of rows) statement.run(...columns.map((column) => row[column] ?? null));
    },
    run: async (statement) => raw.exec(statement),
    rest: async () => {},
    close: async () => raw.close(),
  };
};

const openPostgres = async (databaseUrl: string): Promise<RawDatabase> => {
  const client = new Client({ connectionString: databaseUrl });
  await client.connect();
  return {
    all: async (table) => (await client.query(`select * from "${table}"`)).rows,
    insert: async (table, rows) => {
      const [first] = rows;
      if (first === undefined) return;
      const columns = Object.keys(first).join(', ');
      // By the types of the table's columns, also where all of one are null.
      await client.query(
        `insert into "${table}" (${columns}) select ${columns} from jsonb_populate_recordset(null::"${table}", $1)`,
        [JSON.stringify(rows)],
      );
    },
    run: async (statement) => {
      await client.query(statement);
    },
    rest: async () => {
      await client.query('vacuum (analyze)');
      await client.query('checkpoint');
    },
    close: () => client.end(),
  };
};
