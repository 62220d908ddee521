import { actionOf, type Verb } from './catalogue';
import { refuseNearMiss } from './near-miss';
import { readWord } from './parameter';
import type { Refusal } from './refusal';
import { takeWord, unformatted, visible } from './typed-word';
import { canBeForATime, takeWantedFor } from './wanted-for';

/** What may stand between the machine and the comment. */
export interface Details {
  /** A word of the action's parameter, as it is kept; null when none was typed. */
  readonly parameter: string | null;
  /** How long it is wanted for, in milliseconds; null when nothing was said. */
  readonly forMs: number | null;
  /** What follows them: the comment. */
  readonly rest: string;
}

/**
 * Takes the parameter and the time, each once and in either order. Words that are neither begin the
 * comment. A word that can only be a parameter, and a wrong one, or is almost what is said there, is refused.
 */
export const takeDetails = (verb: Verb, text: string): Details | Refusal => {
  let taken: Details = { parameter: null, forMs: null, rest: text };
  for (;;) {
    const next = takeWord(taken.rest);
    const word = unformatted(visible(next.word)).toLowerCase();
    const given = taken.parameter === null ? readWord(actionOf(verb).parameter, word) : null;
    if (given?.kind === 'refused') return given.refusal;
    const time = word === 'for' && canBeForATime(verb) ? takeWantedFor(next.rest) : null;
    if (given?.kind === 'taken') taken = { ...taken, parameter: given.word, rest: next.rest };
    else if (time !== null && taken.forMs === null) taken = { ...taken, ...time };
    else {
      const lacks = { choice: taken.parameter === null, time: taken.forMs === null };
      return refuseNearMiss(verb, taken.rest, lacks) ?? taken;
    }
  }
};
