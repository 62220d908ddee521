import { actionOf, type Verb } from './catalogue';
import { type Refusal, refuse } from './refusal';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

const SHORTEST_MS = 5 * MINUTE;
const LONGEST_MS = 30 * DAY;

// The longest first: how a length of time is spelled is the largest unit that leaves nothing over.
const units = [
  { letter: 'd', ms: DAY, name: 'day' },
  { letter: 'h', ms: HOUR, name: 'hour' },
  { letter: 'm', ms: MINUTE, name: 'minute' },
] as const;

/** Whether an action contains its machine and can be undone: only such a one is wanted for a time. */
export const canBeForATime = (verb: Verb): boolean => {
  const { isContainment, inverse } = actionOf(verb);
  return isContainment && inverse !== null;
};

/** A length of time as it is typed behind `for` (`90m`, `4h`, `3d`), in milliseconds; null when it is none. */
export const parseWantedFor = (word: string): number | null => {
  const found = /^(\d{1,6})([mhd])$/i.exec(word);
  const unit = units.find(({ letter }) => letter === found?.[2]?.toLowerCase());
  return found === null || unit === undefined ? null : Number(found[1]) * unit.ms;
};

// As people write them: `4 hours`, `4 hrs`, `90min`.
const spellings: Readonly<Record<string, (typeof units)[number]['letter']>> = {
  ...{ m: 'm', min: 'm', mins: 'm', minute: 'm', minutes: 'm' },
  ...{ h: 'h', hr: 'h', hrs: 'h', hour: 'h', hours: 'h' },
  ...{ d: 'd', day: 'd', days: 'd' },
};

/** The time that a text begins with, in one word or two, and what follows it; null where it begins with none. */
export const takeWantedFor = (text: string): { readonly forMs: number; readonly rest: string } | null => {
  const found = /^(\d{1,6})\s*([a-z]+)\b[.,;:]?\s*([\s\S]*)$/i.exec(text);
  const letter = spellings[found?.[2]?.toLowerCase() ?? ''];
  const forMs = found === null || letter === undefined ? null : parseWantedFor(`${found[1]}${letter}`);
  return forMs === null ? null : { forMs, rest: found?.[3] ?? '' };
};

const wholeUnit = (ms: number): { readonly count: number; readonly unit: (typeof units)[number] } => {
  const unit = units.find((one) => ms >= one.ms && ms % one.ms === 0) ?? units[2];
  return { count: Math.max(1, Math.round(ms / unit.ms)), unit };
};

/** The same length as a person would type it: `4h`. */
export const typedWantedFor = (ms: number): string => {
  const { count, unit } = wholeUnit(ms);
  return `${count}${unit.letter}`;
};

/** The same length in words: `4 hours`. */
export const spellWantedFor = (ms: number): string => {
  const { count, unit } = wholeUnit(ms);
  return `${count} ${unit.name}${count === 1 ? '' : 's'}`;
};

/** Why an action cannot be wanted for so long, in milliseconds; null when it can, or nobody said how long. */
export const refuseWantedFor = (verb: Verb, forMs: number | null): Refusal | null => {
  if (forMs === null || !canBeForATime(verb)) return null;
  const liftedAfterMs = actionOf(verb).liftedAfterMs ?? null;
  const mostMs = Math.min(LONGEST_MS, liftedAfterMs ?? LONGEST_MS);
  if (forMs >= SHORTEST_MS && forMs <= mostMs) return null;
  const words = { asked: spellWantedFor(forMs), least: spellWantedFor(SHORTEST_MS), most: spellWantedFor(mostMs) };
  return refuse('time-out-of-range', { ...words, isLiftedThen: mostMs === liftedAfterMs });
};
