import type { RateLimit } from '../simulator/defender/rate-window';

/**
 * How long after the first the last of `calls` calls can come at the earliest, in milliseconds, when all want to be made at
 * once and every window, wherever it is laid, may hold no more than its limit.
 */
export const windowBound = (calls: number, limits: readonly RateLimit[]): number => {
  const at: number[] = [];
  for (let call = 0; call < calls; call += 1) {
    const earliest = limits.map(({ calls: most, windowMs }) => (at[call - most] ?? -windowMs) + windowMs);
    at.push(Math.max(0, ...earliest));
  }
  return at.at(-1) ?? 0;
};
