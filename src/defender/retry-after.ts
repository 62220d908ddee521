import type { Instant } from '../domain/instant';

// Long enough to let a good part of Defender's one-minute window pass, short enough to be a bearable wait for containment.
const UNTOLD_MS = 10_000;
// No window of Defender's is longer than an hour; a longer wish would silence Twokey by a typing error.
const LONGEST_MS = 3_600_000;
// The two clocks round differently.
const MARGIN_MS = 250;

const askedFor = (header: string, date: string | undefined, now: Instant): number => {
  if (/^\s*\d+(\.\d+)?\s*$/.test(header)) return Number(header) * 1000;
  // A date is in Defender's time: measured against Defender's own clock, where it tells it.
  return Date.parse(header) - (Date.parse(date ?? '') || now);
};

/**
 * Until when to be silent after a 429.
 *
 * @param headers with lower-case names; `retry-after` holds seconds or an HTTP date
 */
export const silentUntil = (headers: Readonly<Record<string, string>>, now: Instant): Instant => {
  const header = headers['retry-after'];
  const askedMs = header === undefined ? Number.NaN : askedFor(header, headers['date'], now);
  const waitMs = Number.isFinite(askedMs) ? Math.max(0, askedMs) : UNTOLD_MS;
  return now + Math.min(waitMs, LONGEST_MS) + MARGIN_MS;
};
