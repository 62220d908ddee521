import { createHash } from 'node:crypto';
import { canonicalJson } from './rows/canonical-json';

/** An entry of the log as it is hashed: exactly the texts that are stored, so that verifying needs no parsing. */
export interface HashedEntry {
  readonly seq: number;
  readonly at: string;
  readonly requestId: string;
  readonly runId: string | null;
  /** Canonical JSON. */
  readonly actor: string | null;
  /** Canonical JSON. */
  readonly body: string;
  /** Hash of the entry before; 64 zeros for the first. */
  readonly prev: string;
}

/** SHA-256, as lower-case hex, over the canonical JSON of an entry. */
export const eventHash = ({ seq, at, requestId, runId, actor, body, prev }: HashedEntry): string =>
  createHash('sha256').update(canonicalJson({ seq, at, requestId, runId, actor, body, prev }), 'utf8').digest('hex');
