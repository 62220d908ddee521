const UNITS: Readonly<Record<string, number>> = { ms: 1, s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000 };

// A longer one is a slip of the keyboard, and may be more than a clock can hold.
const LONGEST_MS = 366 * 86_400_000;

/** A length of time as people write it (`30s`, `15m`, `1h`), in milliseconds; null when it is none, or beyond a year. */
export const parseDuration = (text: string): number | null => {
  const found = /^(\d+(?:\.\d+)?)\s*(ms|s|m|h|d)$/.exec(text.trim());
  const unit = UNITS[found?.[2] ?? ''];
  const ms = found === null || unit === undefined ? 0 : Math.round(Number(found[1]) * unit);
  return ms > 0 && ms <= LONGEST_MS ? ms : null;
};
