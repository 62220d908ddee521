import { actionOf, type Verb } from './catalogue';
import { differsByOne } from './near-word';
import { type Refusal, refuse } from './refusal';
import { takeWord, visible } from './typed-word';
import { canBeForATime, spellWantedFor, takeWantedFor, typedWantedFor } from './wanted-for';

/** Words that make a time what a comment tells of: “4h ago”, “2d of beaconing”. */
const TELLS_OF_TIME: ReadonlySet<string> = new Set('after ago before earlier into late later of old since'.split(' '));

const bare = (word: string): string =>
  visible(word)
    .toLowerCase()
    .replace(/[.,;:]+$/, '');

const asTime = (first: string, second: string): number | null => {
  const time = /^\d/.test(first) && !TELLS_OF_TIME.has(second) ? takeWantedFor(first) : null;
  return time === null || time.rest !== '' ? null : time.forMs;
};

/**
 * Why a comment is not taken: its first word is a time without its “for”, or one slip of the keyboard away from a choice,
 * and what was meant would be lost. Null where it begins as comments do.
 *
 * @param lacks what has not been said yet, and may have been meant
 */
export const refuseNearMiss = (
  verb: Verb,
  comment: string,
  lacks: { readonly choice: boolean; readonly time: boolean },
): Refusal | null => {
  const first = takeWord(comment);
  const word = bare(first.word);
  const forMs = lacks.time && canBeForATime(verb) ? asTime(word, bare(takeWord(first.rest).word)) : null;
  if (forMs !== null) return refuse('time-without-for', typedWantedFor(forMs), spellWantedFor(forMs), verb);
  const { parameter } = actionOf(verb);
  if (!lacks.choice || parameter?.kind !== 'choice') return null;
  const near = parameter.choices.find((choice) => differsByOne(word, choice.word));
  if (near === undefined || near.lookalikes?.includes(word)) return null;
  return refuse('nearly-a-choice', word, near.word, verb);
};
