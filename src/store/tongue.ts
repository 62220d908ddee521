import type { Insertable, Kysely, RawBuilder } from 'kysely';
import type { Breaks } from './record/breaks';
import type { Schema } from './schema';

/** A delivery as it is stored. The event log's last entry at that moment is noted with it. */
export type DeliveryRow = Omit<Insertable<Schema['delivery']>, 'after_seq'>;

/** What the dialects say differently. */
export interface Tongue {
  /** The statements that keep the event log from being rewritten. Can be run again after `unlock`. */
  readonly appendOnly: readonly string[];
  /** Let entries be removed, in a transaction that runs `appendOnly` again before it ends. */
  readonly unlock: readonly string[];
  /** A statement that makes or changes tables, as this dialect needs it. */
  readonly ddl: (statement: string) => string;
  /**
   * What a migration begins with: from then on, until it ends, nobody else writes what is written under the lock of the log.
   * An older version takes that lock first, and so neither can wait for the other in a circle.
   */
  readonly hush: readonly string[];
  /** A moment by the database's own clock, in the form of all times: so many milliseconds from now. */
  readonly fromNow: (ms: number) => RawBuilder<string>;
  /** Stores the deliveries whose keys are not known yet, in a transaction, and tells which keys those were. */
  readonly insertDeliveries: (db: Kysely<Schema>, rows: readonly DeliveryRow[]) => Promise<Set<string>>;
  /**
   * Finds what a walk along the rows cannot see: that the log could be rewritten, and values that readers are not given as
   * they are. Whether everything else can be read.
   */
  readonly inspect: (db: Kysely<Schema>, breaks: Breaks) => Promise<boolean>;
}
