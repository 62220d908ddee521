import type { EventRow, Schema } from '../schema';
import type { Breaks } from './breaks';

type TwinRow = Schema['twin'];

/** Compares the list of twins, on which Twokey acts, with the entries that make it. */
export interface TwinCheck {
  readonly take: (entry: Pick<EventRow, 'seq' | 'kind' | 'request_id' | 'run_id'>, body: unknown) => void;
  readonly compare: (row: TwinRow) => void;
  /** After every row: tells those that are gone. */
  readonly end: () => void;
}

const idIn = (body: unknown): string | null => {
  const id: unknown = typeof body === 'object' && body !== null ? Reflect.get(body, 'twinId') : null;
  return typeof id === 'string' ? id : null;
};

/**
 * @param base the last entry that was removed: a twin that was found up to then is over, or it would not have been removed
 */
export const createTwinCheck = (base: number, breaks: Breaks): TwinCheck => {
  const known = new Map<string, TwinRow>();

  return {
    take: ({ seq, kind, request_id, run_id }, body) => {
      if (kind !== 'twin-found' && kind !== 'twin-cancelled') return;
      const id = idIn(body);
      if (id === null) return;
      const before = known.get(id);
      if (kind === 'twin-cancelled') {
        if (before !== undefined) known.set(id, { ...before, state: 'over' });
      } else if (before === undefined) {
        const facts = { request_id: request_id ?? '', run_id: run_id ?? '', found_seq: seq };
        known.set(id, { twin_id: id, state: 'open', ...facts });
      }
    },
    compare: (row) => {
      const then = known.get(row.twin_id);
      known.delete(row.twin_id);
      if (then === undefined) {
        if (row.state === 'over' && row.found_seq <= base) return;
        breaks.add(`Twin ${row.twin_id} is stored as ${row.state}, and no entry tells of it.`);
      } else if (then.state !== row.state) {
        breaks.add(`Twin ${row.twin_id} is stored as ${row.state}; the record says ${then.state}.`);
      } else if (then.request_id !== row.request_id || then.run_id !== row.run_id || then.found_seq !== row.found_seq) {
        breaks.add(`Twin ${row.twin_id} is not what entry ${then.found_seq} says of it.`);
      }
    },
    end: () => {
      for (const { twin_id, found_seq } of known.values())
        breaks.add(`Twin ${twin_id} is gone; entry ${found_seq} tells of it.`);
    },
  };
};
