import {
  CompiledQuery,
  type DatabaseConnection,
  type Driver,
  type QueryResult,
  type TransactionSettings,
} from 'kysely';
import type { Pool, PoolClient } from 'pg';
import { isUseless, type PostgresError, spellPostgresError, unsure } from './postgres-fault';
import type { Starts } from './postgres-starts';

const counted: ReadonlySet<string> = new Set(['INSERT', 'UPDATE', 'DELETE', 'MERGE']);

interface Connection extends DatabaseConnection {
  readonly client: PoolClient;
  readonly heard: (error: Error) => void;
  /** What makes it useless for anybody else; null as long as it is good. */
  broken: PostgresError | null;
  /** Whether the transaction under way may have written something. */
  isWriting: boolean;
}

const connect = async (pool: Pool): Promise<Connection> => {
  const client = await pool.connect().catch((error: unknown) => {
    throw spellPostgresError(error);
  });
  const connection: Connection = {
    client,
    // Lost between two statements: without somebody who hears of it the whole process would end.
    heard: (error) => {
      connection.broken ??= Object.assign(spellPostgresError(error), { isGone: true });
    },
    broken: null,
    isWriting: false,
    executeQuery: async <R>({ sql, parameters }: CompiledQuery): Promise<QueryResult<R>> => {
      if (connection.broken !== null) throw connection.broken;
      try {
        // Without values pg takes several statements at once.
        const answer = await (parameters.length === 0 ? client.query(sql) : client.query(sql, [...parameters]));
        const { command, rowCount, rows } = Array.isArray(answer) ? answer[answer.length - 1] : answer;
        return counted.has(command) ? { numAffectedRows: BigInt(rowCount ?? 0), rows } : { rows };
      } catch (error) {
        const spelled = spellPostgresError(error);
        if (isUseless(spelled)) connection.broken ??= spelled;
        throw spelled;
      }
    },
    // biome-ignore lint/correctness/useYield: nobody asks for a stream
    streamQuery: async function* () {
      throw new Error('rows are not streamed');
    },
  };
  client.on('error', connection.heard);
  return connection;
};

const say = async (connection: DatabaseConnection, sql: string): Promise<void> => {
  await connection.executeQuery(CompiledQuery.raw(sql));
};

/** Leaves the transaction; a connection that cannot even do that is of no use to the next one. */
const rollBack = async (connection: Connection): Promise<void> => {
  // A connection that is gone has taken its transaction with it.
  if (connection.broken !== null) return;
  await say(connection, 'rollback').catch((error: unknown) => {
    connection.broken ??= spellPostgresError(error);
  });
};

/** Kysely's driver over a pool. */
export const postgresDriver = (pool: Pool, starts: Starts): Driver => {
  // Kysely gives back the connections that it was given here.
  const ours = (connection: DatabaseConnection) => connection as Connection;
  return {
    init: async () => {},
    acquireConnection: () => connect(pool),
    beginTransaction: async (given, { accessMode }: TransactionSettings) => {
      const connection = ours(given);
      connection.isWriting = accessMode !== 'read only';
      try {
        await say(connection, connection.isWriting ? starts.writing : starts.reading);
      } catch (error) {
        // It has begun where only the wait for the row failed, and Kysely does not end what it did not see begin.
        await rollBack(connection);
        throw error;
      }
    },
    commitTransaction: async (given) => {
      const connection = ours(given);
      // What was lost before the commit was sent was surely not committed.
      if (connection.broken !== null) throw connection.broken;
      try {
        await say(connection, 'commit');
      } catch (error) {
        throw connection.isWriting ? unsure(error) : error;
      }
    },
    rollbackTransaction: (connection) => rollBack(ours(connection)),
    releaseConnection: async (given) => {
      const { client, heard, broken } = ours(given);
      client.off('error', heard);
      client.release(broken ?? undefined);
    },
    destroy: () => pool.end(),
  };
};
