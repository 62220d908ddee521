import { createHash, createHmac } from 'node:crypto';
import { canonicalJson } from './rows/canonical-json';
import type { EventRow } from './schema';

/** What an entry of the log says, exactly as it is hashed. `actor`, `body` and `state` are canonical JSON. */
export type EntryContent = Pick<
  EventRow,
  'seq' | 'at' | 'request_id' | 'run_id' | 'kind' | 'actor' | 'body' | 'policy_hash' | 'delivery' | 'state'
>;

/** A place in the log: an entry and its hash. */
export interface Head {
  readonly seq: number;
  readonly hash: string;
}

/** The hash before the first entry. */
export const NO_HASH = '0'.repeat(64);

const sha256 = (text: string): string => createHash('sha256').update(text, 'utf8').digest('hex');

/**
 * SHA-256, as lower-case hex, over the canonical JSON of what an entry says: the object that a line of an export is,
 * without `prev`, `hash` and `mac`. Its parts are canonical already and are put together as they are.
 */
export const contentDigest = (entry: EntryContent): string => {
  const text = (value: string | null) => canonicalJson(value);
  return sha256(
    `{"actor":${entry.actor},"at":${text(entry.at)},"data":${entry.body},"delivery":${text(entry.delivery)},` +
      `"event":${text(entry.kind)},"policyHash":${text(entry.policy_hash)},"request":${text(entry.request_id)},` +
      `"run":${text(entry.run_id)},"seq":${entry.seq},"state":${entry.state}}`,
  );
};

/**
 * The hash of an entry: over its digest and the hash of the entry before (64 zeros for the first). The digest is enough to
 * go on, so an export can leave out what an entry says and still be verified from end to end.
 */
export const chainHash = (digest: string, prev: string): string => sha256(canonicalJson({ digest, prev }));

/** What an entry is bound with to those who hold a key: the name of the key, and HMAC-SHA-256 over the entry's hash. */
export const entryMac = (key: string, hash: string): string =>
  `${keyName(key)}:${createHmac('sha256', key).update(hash, 'utf8').digest('hex')}`;

/** A name for a key that tells nothing of it: the first 8 hex digits of its SHA-256. */
export const keyName = (key: string): string => sha256(key).slice(0, 8);
