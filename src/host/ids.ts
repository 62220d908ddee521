import { createHash, randomBytes, randomUUID } from 'node:crypto';
import type { Ids } from '../flow/ports';

// Crockford's alphabet: no I, L, O or U, so that an id can be read aloud.
const ALPHABET = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';

/** Identifiers from the machine's source of chance: eight characters (40 bits) for a request, a UUID for all else. */
export const randomIds: Ids = {
  request: () => Array.from(randomBytes(8), (byte) => ALPHABET[byte % ALPHABET.length]).join(''),
  unique: () => randomUUID(),
};

/** A hash that fits on a button: the first 128 bits of SHA-256, URL-safe. */
export const digest = (text: string): string => createHash('sha256').update(text).digest('base64url').slice(0, 22);
