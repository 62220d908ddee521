import { setTimeout as after } from 'node:timers/promises';

/** What was seen is believed for so many times as long as it is fresh. */
const BELIEVED = 30;

/**
 * A look that is had once however many ask, and again only when it is older than `freshMs`. Whoever asks waits at most
 * `patienceMs` and then has what was seen before. Rejects where nothing was seen for a long time.
 */
export const keepLook = <T>(
  look: () => Promise<T>,
  { now, freshMs, patienceMs }: { readonly now: () => number; readonly freshMs: number; readonly patienceMs: number },
): (() => Promise<T>) => {
  let seen: { readonly value: T; readonly at: number } | null = null;
  let underWay: Promise<void> | null = null;

  const refresh = async (): Promise<void> => {
    const at = now();
    const value = await look();
    seen = { value, at };
  };

  const ageMs = () => (seen === null ? Number.POSITIVE_INFINITY : now() - seen.at);

  return async () => {
    if (ageMs() >= freshMs) {
      underWay ??= refresh().finally(() => {
        underWay = null;
      });
      // A look that fails leaves what was seen before.
      await Promise.race([underWay.catch(() => {}), after(patienceMs, undefined, { ref: false })]);
    }
    if (seen === null || ageMs() > BELIEVED * freshMs) throw new Error('nothing has been seen lately');
    return seen.value;
  };
};
