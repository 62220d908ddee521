import type { Kysely, Transaction } from 'kysely';
import type { Fault } from '../domain/fault';
import type { Log } from '../flow/ports';
import type { Hints } from '../flow/sharing';
import type { Database } from './database';
import type { Schema } from './schema';
import type { StoreFaultCode } from './store-fault';
import type { Tongue } from './tongue';

/** Where everything is stored. */
export type Place =
  | { readonly kind: 'sqlite'; readonly path: string }
  | { readonly kind: 'postgres'; readonly url: string };

/** What opening a database takes. */
export interface Opening {
  readonly place: Place;
  /** This process, by a name that no other process ever had. */
  readonly owner: string;
  readonly log: Log;
}

/** A database of either dialect, its tables up to date. */
export interface OpenDatabase {
  readonly database: Database;
  readonly tongue: Tongue;
  /** `gone` where only one process can have the database open: any other owner has died. */
  readonly otherOwners: 'gone' | 'alive';
  readonly hints: Hints;
  /** A fault of this database, in its words. */
  fault(code: StoreFaultCode): Fault;
  /** After what is queued; then others may have it. */
  close(): Promise<void>;
}

/** A database as one has it open who only looks into it, beside Twokey or after it has died: nothing is changed. */
export interface OpenReader {
  readonly tongue: Tongue;
  /** Reads one consistent state, however long that takes. Rejects with a `Fault` when the database fails. */
  read<T>(work: (db: Kysely<Schema>) => Promise<T>): Promise<T>;
  /** A fault of this database, in its words. */
  fault(code: StoreFaultCode): Fault;
  close(): Promise<void>;
}

/** A database as one has it open who seals and removes what is old. */
export interface OpenKeeper extends OpenReader {
  /** Writes whole or not at all, in turn with every other writer. Rejects with a `Fault` when the database fails. */
  write<T>(work: (db: Transaction<Schema>) => Promise<T>): Promise<T>;
  /** Why this user cannot remove what was sealed, in a sentence that says who can; null where they can. */
  notAllowed(): Promise<string | null>;
}
