import { chainHash, contentDigest, type Head } from '../event-hash';
import type { EventRow } from '../schema';
import type { Breaks } from './breaks';
import { type EntryParts, readParts } from './canonical-parts';
import { createMacCheck, type MacsFound } from './mac-check';

/** What a walk along the chain found out. */
export interface ChainWalked {
  /** Entries that were there in full. */
  readonly entries: number;
  /** Entries of which only the digest was there. */
  readonly leftOut: number;
  readonly head: Head;
  readonly macs: MacsFound;
}

/** Walks along the chain, entry by entry. */
export interface ChainCheck {
  /** Checks an entry, and gives the JSON within it. */
  readonly take: (entry: EventRow) => EntryParts;
  /** Goes past an entry that was left out of an export. */
  readonly pass: (seq: number, digest: string) => void;
  /** Where an export ends: the code of its last entry, which may have been left out. */
  readonly close: (mac: string | null) => void;
  /** How far the walk has come. */
  readonly so: () => Omit<ChainWalked, 'macs'>;
  readonly end: () => ChainWalked;
}

/** What a verification goes by. */
export interface VerifyFacts {
  /** Keys that entries may be bound by; none: codes are not checked. */
  readonly keys: readonly string[];
  /** From which entry on each must carry a code; null or left out: from the first that does. */
  readonly macFrom?: number | null;
  /** Heads that were saved elsewhere: each must be an entry of the chain. */
  readonly saved: readonly Head[];
}

const newer = 'If this is the store, its end has been cut off; an export may have been made before.';
const older = 'Check it against the file that holds it: audit verify FILE.';

/**
 * Checks that entries follow each other without gap or repeat, that each continues the one before, says what its hash was made
 * over, and carries a valid code where keys are given; and that every saved head is one of them.
 *
 * @param after what the first entry continues
 */
export const createChainCheck = (after: Head, facts: VerifyFacts, breaks: Breaks): ChainCheck => {
  const macs = createMacCheck(facts.keys, facts.macFrom ?? null, breaks);
  const wanted = new Map<number, Set<string>>();
  for (const { seq, hash } of facts.saved) wanted.set(seq, (wanted.get(seq) ?? new Set()).add(hash));
  let head = after;
  let entries = 0;
  let leftOut = 0;
  let isHeadTaken = false;
  let lastMac: string | null = null;

  const compare = ({ seq, hash }: Head): void => {
    const hashes = wanted.get(seq);
    wanted.delete(seq);
    for (const other of hashes ?? []) {
      if (other !== hash) {
        breaks.add(`Entry ${seq} is not the one of the saved head ${seq}:${other}: the chain has been rebuilt.`);
      }
    }
  };

  /** Whether the entry before is there, so that it can be compared with. */
  const isNext = (seq: number): boolean => {
    if (seq === head.seq + 1) return true;
    if (seq <= head.seq) breaks.add(`Entry ${seq} comes after entry ${head.seq}: the order is broken.`);
    else if (seq === head.seq + 2) breaks.add(`Entry ${head.seq + 1} is missing.`);
    else breaks.add(`Entries ${head.seq + 1} to ${seq - 1} are missing.`);
    return false;
  };

  const goTo = (next: Head): void => {
    head = next;
    compare(next);
  };

  compare(after);
  return {
    take: (entry) => {
      const { seq, prev, hash, mac } = entry;
      entries += 1;
      const parts = readParts(entry, (says) => breaks.add(`Entry ${seq} is damaged: ${says}.`));
      if (isNext(seq) && prev !== head.hash) {
        breaks.add(`Entry ${seq} does not continue entry ${head.seq}: it names another hash as the one before.`);
      }
      if (chainHash(contentDigest(entry), prev) !== hash) {
        breaks.add(`Entry ${seq} (${entry.kind}) is not what its hash was made over: it has been changed.`);
      }
      macs.take(seq, hash, mac);
      isHeadTaken = true;
      lastMac = mac;
      goTo({ seq, hash });
      return parts;
    },
    pass: (seq, digest) => {
      leftOut += 1;
      isHeadTaken = false;
      isNext(seq);
      goTo({ seq, hash: chainHash(digest, head.hash) });
    },
    close: (mac) => {
      if (!isHeadTaken && head.seq > 0) macs.take(head.seq, head.hash, mac);
      if (isHeadTaken && mac !== lastMac)
        breaks.add(`The last line carries another code (HMAC) than entry ${head.seq}.`);
    },
    so: () => ({ entries, leftOut, head }),
    end: () => {
      for (const [seq, hashes] of wanted) {
        const names = [...hashes].map((hash) => `${seq}:${hash}`).join(', ');
        const saved = `Entry ${seq} of the saved head ${names}`;
        if (seq > head.seq) {
          breaks.add(`${saved} is not here: what is here ends with entry ${head.seq}. ${newer}`);
        } else if (seq > after.seq) {
          breaks.add(`${saved} is missing.`);
        } else {
          breaks.add(`${saved} is not here: what is here begins after entry ${after.seq}. ${older}`);
        }
      }
      return { entries, leftOut, head, macs: macs.end() };
    },
  };
};
