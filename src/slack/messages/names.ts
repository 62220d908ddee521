import type { Person } from '../../domain/person';
import { cut, oneLine } from '../block-kit/text';

const LONGEST = 80;

/** A name on one line, short enough for a sentence. Not escaped. */
export const shown = (name: string): string => cut(oneLine(name), LONGEST);

const joined = (words: readonly string[], joint: string): string =>
  words.length < 2 ? words.join('') : `${words.slice(0, -1).join(', ')} ${joint} ${words.at(-1) ?? ''}`;

/** A list in words: `A`, `A and B`, `A, B and C`. */
export const allOf = (words: readonly string[]): string => joined(words, 'and');

/** A choice in words: `A`, `A or B`, `A, B or C`. */
export const oneOf = (words: readonly string[]): string => joined(words, 'or');

/** People by their real names. */
export const namesOf = (people: readonly Person[]): string => allOf(people.map((person) => shown(person.name)));
