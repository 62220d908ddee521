import { type Attested, type AttestedState, attest } from '../rows/attested-state';
import { writeSending } from '../sending-switch';
import type { Breaks } from './breaks';
import { createLedger, type Vouched } from './ledger';

/** The tables whose rows the log vouches for. */
export type AttestedTable = keyof AttestedState;

/** What the log says that the rows are, to be compared with what they are. */
export interface Attestations {
  /** What one entry vouches for: later entries replace what earlier ones said. */
  readonly take: (seq: number, state: unknown) => void;
  /** Compares a row that is stored. */
  readonly compare: (table: AttestedTable, key: string, row: object) => void;
  /** After every row: tells those that are gone. How many rows were vouched for. */
  readonly end: () => number;
}

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

// By hand: a schema would take as long as all the rest of the walk.
const isAttested = (value: unknown): value is Attested =>
  isObject(value) &&
  (value['status'] === null || typeof value['status'] === 'string') &&
  typeof value['digest'] === 'string';

const tables = ['request', 'run', 'review', 'switch'] as const satisfies readonly AttestedTable[];
const isTable = (name: string): name is AttestedTable => tables.some((table) => table === name);

/** Before any entry vouches for it, everything is sent. */
const UNTOUCHED = { status: null, digest: attest(writeSending({ revision: 1, pause: null })).digest, seq: 0 };

/** What a row is called in a sentence. */
export const nameOf = (table: AttestedTable, key: string): string => {
  if (table === 'switch') return 'The switch that stops all sending';
  if (table !== 'review') return `${table === 'run' ? 'Run' : 'Request'} ${key}`;
  const [request = '', person = ''] = key.split(' ');
  return `The review of request ${request} by ${person}`;
};

const leftBy = ({ seq }: Vouched): string => (seq === 0 ? 'the beginning' : `entry ${seq}`);

/** Holds the latest that the log says of each row. */
export const createAttestations = (breaks: Breaks): Attestations => {
  const latest = { request: createLedger(), run: createLedger(), review: createLedger(), switch: createLedger() };
  latest.switch.set('sending', UNTOUCHED);
  let rows = 0;

  return {
    take: (seq, state) => {
      if (state === null || state === undefined) return;
      const damaged = () => breaks.add(`Entry ${seq} is damaged: what it says of the state cannot be understood.`);
      if (!isObject(state)) return damaged();
      for (const [table, attested] of Object.entries(state)) {
        if (!isTable(table) || !isObject(attested)) return damaged();
        for (const [key, row] of Object.entries(attested)) {
          if (!isAttested(row)) return damaged();
          latest[table].set(key, { seq, status: row.status, digest: row.digest });
        }
      }
    },
    compare: (table, key, row) => {
      rows += 1;
      const name = nameOf(table, key);
      const now = attest(row);
      const then = latest[table].take(key);
      if (then === null) {
        breaks.add(`${name} is stored${now.status === null ? '' : ` as ${now.status}`}, and no entry vouches for it.`);
      } else if (then.status !== now.status) {
        breaks.add(`${name} is stored as ${now.status}; ${leftBy(then)} says ${then.status}.`);
      } else if (then.digest !== now.digest) {
        const same = now.status === null ? '' : `: it is ${now.status}, and something else about it was changed`;
        breaks.add(`${name} is not what ${leftBy(then)} left${same}.`);
      }
    },
    end: () => {
      for (const table of tables) {
        for (const [key, then] of latest[table].left()) {
          const as = then.status === null ? '' : ` as ${then.status}`;
          breaks.add(`${nameOf(table, key)} is gone; ${leftBy(then)} left it${as}.`);
        }
      }
      return rows;
    },
  };
};
