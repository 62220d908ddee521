/** Message timestamps as Slack makes them ('1763862000.000100'): unique and rising, even when the clock stands still. */
export const createTimestamps = (now: () => number): (() => string) => {
  let lastMicros = 0;
  return () => {
    lastMicros = Math.max(Math.floor(now()) * 1_000, lastMicros + 100);
    return `${Math.floor(lastMicros / 1_000_000)}.${String(lastMicros % 1_000_000).padStart(6, '0')}`;
  };
};
