/** A moment, in milliseconds since 1970 UTC. */
export type Instant = number;

const SECOND = 1000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** A length of time in words a person reads at a glance: `12 s`, `3 min 5 s`, `2 h 10 min`, `3 d 6 h`. */
export const spellDuration = (ms: number): string => {
  const whole = Math.max(0, Math.round(ms / SECOND)) * SECOND;
  const parts: readonly (readonly [number, string])[] = [
    [Math.floor(whole / DAY), 'd'],
    [Math.floor((whole % DAY) / HOUR), 'h'],
    [Math.floor((whole % HOUR) / MINUTE), 'min'],
    [Math.floor((whole % MINUTE) / SECOND), 's'],
  ];
  const first = parts.findIndex(([count]) => count > 0);
  if (first === -1) return '0 s';
  return parts
    .slice(first, first + 2)
    .filter(([count]) => count > 0)
    .map(([count, unit]) => `${count} ${unit}`)
    .join(' ');
};
