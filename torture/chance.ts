/** Chance that a seed makes: the same seed, the same choices in the same order. */
export interface Chance {
  /** From 0 up to, but without, 1. */
  readonly fraction: () => number;
  /** A whole number below `limit`. */
  readonly below: (limit: number) => number;
  /** True once in so many times. */
  readonly once: (inSoMany: number) => boolean;
  readonly pick: <V>(from: readonly V[]) => V;
}

/** Mulberry32: small, and even enough to choose junk with. */
export const chanceOf = (seed: number): Chance => {
  let state = seed >>> 0;
  const fraction = (): number => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
  const below = (limit: number): number => Math.floor(fraction() * limit);
  return {
    fraction,
    below,
    once: (inSoMany) => below(inSoMany) === 0,
    pick: <V>(from: readonly V[]): V => {
      const picked = from[below(from.length)];
      if (from.length === 0) throw new Error('there is nothing to pick from');
      return picked as V;
    },
  };
};

/** A seed of its own for one part of what a seed decides, so that the parts do not draw from each other. */
export const seedFor = (seed: number, ...parts: readonly (string | number)[]): number => {
  let mixed = 0x811c9dc5;
  for (const char of [seed, ...parts].join('/')) mixed = Math.imul(mixed ^ char.charCodeAt(0), 0x01000193) >>> 0;
  return mixed;
};
