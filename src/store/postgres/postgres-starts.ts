/** How transactions begin: statements, of which none gives rows that anybody looks at. */
export interface Starts {
  readonly reading: string;
  readonly writing: string;
}

/** What a writing transaction holds from its start. */
export type Hold = 'the log' | 'nothing' | 'the tables';

/** A writer that says nothing for this long (frozen, or cut off) is put out, so that others can go on. */
const SILENCE_MS = 2_000;
/** How long a statement waits for another writer: longer than a frozen one can hold it up, where nobody waits for us. */
const LOCK_WAIT_MS = 4_000;
const LOCK_WAIT_URGENT_MS = 1_000;
/** Making tables may take as long as it takes; a reader that is silent keeps PostgreSQL from tidying up. */
const PATIENT_MS = 60_000;
/** Of no meaning; whoever makes the tables of Twokey in this database holds it. */
const TABLES_LOCK = 7_311_046_225;

/** The beginning of a transaction that reads one consistent state. */
export const READING = 'begin isolation level repeatable read read only';

/**
 * One writer at a time, like on SQLite: whoever writes has seen all that was written before. The row is the one that every
 * change ends with, so nobody waits for it longer than they would anyway, and nobody in a circle.
 */
export const HOLD_THE_LOG = 'select seq from chain_head where id = 1 for update';

const silentFor = (ms: number): string => `set local idle_in_transaction_session_timeout = ${ms}`;
const limits = (lockMs: number, silenceMs: number): readonly string[] => [
  `set local lock_timeout = ${lockMs}`,
  silentFor(silenceMs),
];

const holding: Readonly<Record<Hold, readonly string[]>> = {
  'the log': [...limits(LOCK_WAIT_MS, SILENCE_MS), HOLD_THE_LOG],
  nothing: limits(LOCK_WAIT_URGENT_MS, SILENCE_MS),
  'the tables': [...limits(PATIENT_MS, PATIENT_MS), `select pg_advisory_xact_lock(${TABLES_LOCK})`],
};

/**
 * How the transactions of a running Twokey begin. Settings and locks hold for one transaction each, and all is one
 * message, so that a pooler may stand in between.
 */
export const startsOf = (hold: Hold): Starts => ({
  reading: [READING, silentFor(PATIENT_MS)].join('; '),
  writing: ['begin', ...holding[hold]].join('; '),
});
