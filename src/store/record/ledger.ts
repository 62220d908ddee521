import type { Attested } from '../rows/attested-state';

/** What an entry of the log vouches for. */
export interface Vouched extends Attested {
  readonly seq: number;
}

/** Vouched rows by key; a later one takes the place of an earlier one. */
export interface Ledger {
  readonly set: (key: string, vouched: Vouched) => void;
  /** Gives what is known of a key, and forgets it. */
  readonly take: (key: string) => Vouched | null;
  /** Everything that was not taken. */
  readonly left: () => Iterable<readonly [string, Vouched]>;
}

const DIGEST_BYTES = 32;
const IS_DIGEST = /^[0-9a-f]{64}$/;

/** A ledger for half a million rows: digests lie in one buffer, as text they would take several times the room. */
export const createLedger = (): Ledger => {
  const places = new Map<string, number>();
  const statuses: (string | null)[] = [];
  let digests = Buffer.alloc(DIGEST_BYTES * 1024);
  let facts = new Float64Array(2 * 1024);
  let count = 0;

  const grow = (): void => {
    const [before, factsBefore] = [digests, facts];
    digests = Buffer.alloc(before.length * 2);
    before.copy(digests);
    facts = new Float64Array(factsBefore.length * 2);
    facts.set(factsBefore);
  };
  const numberOf = (status: string | null): number => {
    const known = statuses.indexOf(status);
    return known === -1 ? statuses.push(status) - 1 : known;
  };
  const at = (place: number): Vouched => ({
    digest: digests.toString('hex', place * DIGEST_BYTES, (place + 1) * DIGEST_BYTES),
    seq: facts[2 * place] ?? 0,
    status: statuses[facts[2 * place + 1] ?? 0] ?? null,
  });

  return {
    set: (key, { seq, status, digest }) => {
      const place = places.get(key) ?? count++;
      if ((place + 1) * DIGEST_BYTES > digests.length) grow();
      places.set(key, place);
      // Anything that is no digest can equal none.
      digests.write(IS_DIGEST.test(digest) ? digest : '0'.repeat(64), place * DIGEST_BYTES, 'hex');
      facts[2 * place] = seq;
      facts[2 * place + 1] = numberOf(status);
    },
    take: (key) => {
      const place = places.get(key);
      if (place === undefined) return null;
      places.delete(key);
      return at(place);
    },
    left: function* () {
      for (const [key, place] of places) yield [key, at(place)] as const;
    },
  };
};
