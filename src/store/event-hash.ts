import { createHash, createHmac } from 'node:crypto';
import { canonicalJson } from './rows/canonical-json';

/** What an entry of the log says, exactly as it is hashed. Texts that hold JSON are canonical. */
export interface EntryContent {
  readonly seq: number;
  readonly at: string;
  readonly requestId: string | null;
  readonly runId: string | null;
  /** Canonical JSON. */
  readonly actor: string | null;
  /** Canonical JSON. */
  readonly body: string;
  readonly policyHash: string | null;
  /** Key of the delivery of Slack that caused it. */
  readonly delivery: string | null;
  /** Canonical JSON: the state that the change left behind; on the last entry of a change. */
  readonly state: string | null;
}

const sha256 = (text: string): string => createHash('sha256').update(text, 'utf8').digest('hex');

/** SHA-256, as lower-case hex, over the canonical JSON of what an entry says. */
export const contentDigest = (content: EntryContent): string => {
  const { seq, at, requestId, runId, actor, body, policyHash, delivery, state } = content;
  return sha256(canonicalJson({ seq, at, requestId, runId, actor, body, policyHash, delivery, state }));
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
