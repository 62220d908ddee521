import { z } from 'zod';
import { type Attested, type AttestedState, attest } from '../rows/attested-state';
import { writeSending } from '../sending-switch';
import type { Breaks } from './breaks';

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

const rowsShape = z
  .record(z.string(), z.strictObject({ status: z.string().nullable(), digest: z.string() }))
  .optional();
const stateShape = z.strictObject({ request: rowsShape, run: rowsShape, review: rowsShape, switch: rowsShape });

/** Before any entry vouches for it, everything is sent. */
const UNTOUCHED = { status: null, digest: attest(writeSending({ revision: 1, pause: null })).digest, seq: 0 };

type Latest = Attested & { readonly seq: number };

const nameOf = (table: AttestedTable, key: string): string => {
  if (table === 'switch') return 'The switch that stops all sending';
  if (table !== 'review') return `${table === 'run' ? 'Run' : 'Request'} ${key}`;
  const [request = '', person = ''] = key.split(' ');
  return `The review of request ${request} by ${person}`;
};

const leftBy = ({ seq }: Latest): string => (seq === 0 ? 'the beginning' : `entry ${seq}`);

/** Holds the latest that the log says of each row. */
export const createAttestations = (breaks: Breaks): Attestations => {
  const latest = new Map<string, Latest>([['switch sending', UNTOUCHED]]);
  let rows = 0;

  return {
    take: (seq, state) => {
      if (state === null || state === undefined) return;
      const read = stateShape.safeParse(state);
      if (!read.success) return breaks.add(`Entry ${seq} is damaged: what it says of the state cannot be understood.`);
      for (const [table, attested] of Object.entries(read.data)) {
        for (const [key, { status, digest }] of Object.entries(attested ?? {})) {
          latest.set(`${table} ${key}`, { seq, status, digest });
        }
      }
    },
    compare: (table, key, row) => {
      rows += 1;
      const name = nameOf(table, key);
      const now = attest(row);
      const then = latest.get(`${table} ${key}`);
      latest.delete(`${table} ${key}`);
      if (then === undefined) {
        breaks.add(`${name} is stored${now.status === null ? '' : ` as ${now.status}`}, and no entry vouches for it.`);
      } else if (then.status !== now.status) {
        breaks.add(`${name} is stored as ${now.status}; ${leftBy(then)} says ${then.status}.`);
      } else if (then.digest !== now.digest) {
        const same = now.status === null ? '' : `: it is ${now.status}, and something else about it was changed`;
        breaks.add(`${name} is not what ${leftBy(then)} left${same}.`);
      }
    },
    end: () => {
      for (const [place, then] of latest) {
        const [table = '', ...key] = place.split(' ');
        const name = nameOf(table as AttestedTable, key.join(' '));
        breaks.add(`${name} is gone; ${leftBy(then)} left it${then.status === null ? '' : ` as ${then.status}`}.`);
      }
      return rows;
    },
  };
};
