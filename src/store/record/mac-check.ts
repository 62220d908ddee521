import { entryMac, keyName } from '../event-hash';
import type { Breaks } from './breaks';

/** What was found out about the codes of entries. */
export type MacsFound =
  /** No entry that was looked at carries a code. */
  { readonly kind: 'none' } | { readonly kind: 'not-checked' } | { readonly kind: 'checked'; readonly from: number };

const IS_MAC = /^[0-9a-f]{8}:[0-9a-f]{64}$/;

/** Checks the codes of entries, in order. */
export interface MacCheck {
  readonly take: (seq: number, hash: string, mac: string | null) => void;
  /** With a key, the last entry must carry a code: else whoever can write could take every code away. */
  readonly end: () => MacsFound;
}

/**
 * Checks what binds entries to those who hold a key: from the first code on, every entry must carry one, by a known key.
 * Where the codes begin is told, since whoever takes away those of the first entries moves that on.
 *
 * @param keys none: codes are not checked
 * @param from from which entry on there must be codes; null: from the first that carries one
 */
export const createMacCheck = (keys: readonly string[], from: number | null, breaks: Breaks): MacCheck => {
  const known = new Map(keys.map((key) => [keyName(key), key]));
  let first: number | null = null;
  let last: number | null = null;

  return {
    take: (seq, hash, mac) => {
      if (first === null && mac !== null) first = seq;
      last = seq;
      if (mac !== null && !IS_MAC.test(mac)) {
        breaks.add(`Entry ${seq} is damaged: its code (HMAC) is none that Twokey writes.`);
        return;
      }
      if (keys.length === 0) return;
      if (mac === null) {
        if (from !== null && seq >= from) {
          breaks.add(`Entry ${seq} carries no code (HMAC), though every entry from ${from} on must.`);
        } else if (first !== null) {
          breaks.add(`Entry ${seq} carries no code (HMAC), though entry ${first} before it does.`);
        }
        return;
      }
      const name = mac.slice(0, 8);
      const key = known.get(name);
      if (key === undefined) {
        breaks.add(
          `Entry ${seq} carries a code (HMAC) by a key named ${name}, which AUDIT_HMAC_KEY does not hold. ` +
            `If that key was in use, add it: new,old.`,
        );
      } else if (mac !== entryMac(key, hash)) {
        breaks.add(`Entry ${seq} carries a code (HMAC) that the key named ${name} did not make.`);
      }
    },
    end: () => {
      if (keys.length > 0 && last !== null && first === null) {
        breaks.add(
          `Entry ${last}, the last one, carries no code (HMAC), though AUDIT_HMAC_KEY is set. ` +
            `If the key is new, start Twokey with it: its first entry will carry one.`,
        );
      }
      if (first === null) return { kind: 'none' };
      return keys.length === 0 ? { kind: 'not-checked' } : { kind: 'checked', from: first };
    },
  };
};
