import type { Choice, Parameter } from './action';
import { actionOf, type Verb } from './catalogue';
import { type Refusal, refuse } from './refusal';

/** What a word is to the parameter of an action. */
export type ReadWord =
  /** As it is kept. */
  | { readonly kind: 'taken'; readonly word: string }
  /** It belongs to the comment. */
  | { readonly kind: 'none' }
  | { readonly kind: 'refused'; readonly refusal: Refusal };

const SHA1 = /^[0-9a-f]{40}$/;
/** So many hex digits in a row are no word of any language: somebody meant a hash. */
const SOME_HASH = /^[0-9a-f]{16,}$/;
const HASHES: ReadonlyMap<number, string> = new Map([
  [32, 'an MD5'],
  [64, 'a SHA-256'],
  [96, 'a SHA-384'],
  [128, 'a SHA-512'],
]);

/** No hash is longer: what is cut off says nothing. */
const LONGEST = 128;

/** Why a word is no SHA-1. */
const noSha1 = (word: string): Refusal =>
  refuse('not-a-sha1', word.slice(0, LONGEST), /^[0-9a-f]+$/.test(word) ? (HASHES.get(word.length) ?? null) : null);

const asKept = (typed: string): string => typed.trim().toLowerCase();

/** What the word behind the machine is: words that are none of the parameter's belong to the comment. */
export const readWord = (parameter: Parameter | null, typed: string): ReadWord => {
  const word = asKept(typed.replace(/[.,;:]+$/, ''));
  if (parameter === null) return { kind: 'none' };
  switch (parameter.kind) {
    case 'choice':
      return parameter.choices.some((choice) => choice.word === word) ? { kind: 'taken', word } : { kind: 'none' };
    case 'sha1':
      if (SHA1.test(word)) return { kind: 'taken', word };
      return SOME_HASH.test(word) ? { kind: 'refused', refusal: noSha1(word) } : { kind: 'none' };
  }
};

/** The parameter of a request, as it is kept: what was given, or the default. Null where the action takes none. */
export const settleParameter = (verb: Verb, given: string | null): string | null | Refusal => {
  const { parameter } = actionOf(verb);
  if (parameter === null) return null;
  const word = asKept(given ?? '');
  switch (parameter.kind) {
    case 'choice':
      return parameter.choices.find((choice) => choice.word === word)?.word ?? parameter.choices[0].word;
    case 'sha1':
      if (word === '') return refuse('no-sha1', verb);
      return SHA1.test(word) ? word : noSha1(word);
  }
};

/** Whether an action cannot be asked for without a parameter that was given. */
export const needsParameter = (verb: Verb): boolean => actionOf(verb).parameter?.kind === 'sha1';

/** The chosen one of an action's choices, or its default; null where it has none. */
export const choiceOf = (verb: Verb, word: string | null): Choice | null => {
  const { parameter } = actionOf(verb);
  if (parameter?.kind !== 'choice') return null;
  return parameter.choices.find((choice) => choice.word === word) ?? parameter.choices[0];
};

/** The SHA-1 of the file that a request is about, in lower case; null where it is about none. */
export const fileOf = (verb: Verb, word: string | null): string | null =>
  actionOf(verb).parameter?.kind === 'sha1' ? word : null;

/** What Defender is sent for the parameter; null where the action takes none. */
export const wireParameter = (
  verb: Verb,
  word: string | null,
): { readonly key: string; readonly value: string } | null => {
  const { parameter } = actionOf(verb);
  const value = choiceOf(verb, word)?.wire ?? fileOf(verb, word);
  return parameter === null || value === null ? null : { key: parameter.key, value };
};
