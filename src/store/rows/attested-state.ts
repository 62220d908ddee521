import { createHash } from 'node:crypto';
import { canonicalJson } from './canonical-json';

/** A row whose state the log vouches for. */
export interface Attested {
  /** Null for a row that has no status. */
  readonly status: string | null;
  /** SHA-256 over the row, as lower-case hex. */
  readonly digest: string;
}

/** Every row that a change left behind, by its table and then by its key. */
export interface AttestedState {
  readonly request?: Readonly<Record<string, Attested>>;
  readonly run?: Readonly<Record<string, Attested>>;
  /** By request and person. */
  readonly review?: Readonly<Record<string, Attested>>;
  /** By the one key `sending`. */
  readonly switch?: Readonly<Record<string, Attested>>;
}

// What a step without an event may change: counters, and when to try or look again.
const unattested: ReadonlySet<string> = new Set(['revision', 'looks', 'not_before', 'track_at']);

/**
 * A row as the log vouches for it. Columns that hold nothing are left out, so that a column that a later migration adds
 * changes no digest.
 */
export const attest = (row: object): Attested => {
  const columns = Object.entries(row).filter(([name, value]) => !unattested.has(name) && value !== null);
  const digest = createHash('sha256')
    .update(canonicalJson(Object.fromEntries(columns)), 'utf8')
    .digest('hex');
  return { status: 'status' in row ? String(row.status) : null, digest };
};

/** The key of a review among those that are attested. */
export const reviewKey = (requestId: string, personId: string): string => `${requestId} ${personId}`;
