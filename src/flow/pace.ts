import type { Instant } from '../domain/instant';

/** Spaces what is sent to one place, and what is sent of one kind, to the pace that the other side allows. */
export interface Pace {
  /** The earliest moment at which one more may be sent to this place, where so many are kept for what matters more. */
  freeAt(place: string, now: Instant, kept?: number): Instant;
  /** The earliest moment at which one more may be sent anywhere. */
  openAt(now: Instant, kept?: number): Instant;
  /** The places that must rest, each with the moment at which it may go on. */
  resting(now: Instant): ReadonlyMap<string, Instant>;
  /** One is being sent: it counts from now on, so that many at once cannot pass the limit together. */
  begun(now: Instant): void;
  /** One was sent to this place: the next keeps its distance from here. */
  ended(place: string, now: Instant): void;
  /** The other side asked for silence until a moment: everywhere. */
  hush(until: Instant): void;
  /**
   * The other side asked for silence at one place. It counts by place, and by all places together, and does not say which
   * it meant: when it asks for silence at a second place meanwhile, it is kept everywhere.
   */
  limited(place: string, until: Instant, now: Instant): void;
}

/**
 * @param spacingMs between two to the same place
 * @param most how many may be sent in all within `windowMs`
 */
export const createPace = (spacingMs: number, most: number, windowMs: number): Pace => {
  const lastTo = new Map<string, Instant>();
  let recent: Instant[] = [];
  const silent = new Map<string, Instant>();
  let hushedUntil = 0;
  const hush = (until: Instant): void => {
    hushedUntil = Math.max(hushedUntil, until);
  };
  const openAt = (now: Instant, kept = 0): Instant => {
    recent = recent.filter((at) => at > now - windowMs);
    const free = most - kept;
    const crowded = recent.length >= free ? (recent[recent.length - free] ?? now) + windowMs : now;
    return Math.max(now, crowded, hushedUntil);
  };
  return {
    openAt,
    freeAt: (place, now, kept = 0) => {
      const spaced = (lastTo.get(place) ?? Number.NEGATIVE_INFINITY) + spacingMs;
      return Math.max(openAt(now, kept), spaced, silent.get(place) ?? now);
    },
    resting: (now) => {
      const until = new Map([...lastTo].map(([place, at]) => [place, at + spacingMs]));
      for (const [place, end] of silent) until.set(place, Math.max(end, until.get(place) ?? end));
      return new Map([...until].filter(([, end]) => end > now));
    },
    begun: (now) => {
      recent.push(now);
    },
    ended: (place, now) => {
      lastTo.set(place, now);
      if (lastTo.size > 1_000) for (const [old, at] of lastTo) if (at < now - spacingMs) lastTo.delete(old);
    },
    hush,
    limited: (place, until, now) => {
      for (const [old, end] of silent) if (end <= now) silent.delete(old);
      if ([...silent.keys()].some((other) => other !== place)) hush(until);
      silent.set(place, Math.max(silent.get(place) ?? until, until));
    },
  };
};
