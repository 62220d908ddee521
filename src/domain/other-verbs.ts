import type { Verb } from './catalogue';
import { tidyComment } from './comment';
import { tidyMachine } from './machine-names';
import { takeWord, visible } from './typed-word';

/** What a person wants of Twokey that is no action on a machine. */
export type OtherCommand =
  | { readonly kind: 'help'; readonly verb: string | null }
  | { readonly kind: 'status' }
  /** What is isolated or restricted now. */
  | { readonly kind: 'contained' }
  /** What is known of a machine, by its name as typed; empty when absent. */
  | { readonly kind: 'machine'; readonly name: string }
  /** The story of a request, or of a machine where no request has that id; as typed, empty when absent. */
  | { readonly kind: 'history'; readonly subject: string }
  /** Whether to be told directly when something waits. */
  | { readonly kind: 'subscribe' | 'unsubscribe' }
  /** What asking would take, without asking. */
  | {
      readonly kind: 'why';
      readonly verb: Verb;
      readonly machine: string;
      readonly parameter: string | null;
      readonly comment: string | null;
    }
  /** Words are empty when absent. */
  | { readonly kind: 'pause'; readonly words: string }
  | { readonly kind: 'resume'; readonly words: string }
  /** `way` is a word as typed, in lower case; all are empty when absent, and `machine` is null. */
  | {
      readonly kind: 'settle';
      readonly requestId: string;
      /** Which of several machines is meant, by name or id. */
      readonly machine: string | null;
      readonly way: string;
      readonly words: string;
    };

/** The verbs that are no action. */
export const otherVerbs = [
  'status',
  'contained',
  'machine',
  'history',
  'why',
  'settle',
  'pause',
  'resume',
  'subscribe',
  'unsubscribe',
  'help',
] as const;
type OtherVerb = (typeof otherVerbs)[number];

/** Whether a word is a verb that is no action. */
export const isOtherVerb = (word: string): word is OtherVerb => otherVerbs.some((verb) => verb === word);

const parseHelp = (text: string): OtherCommand => {
  const about = visible(takeWord(text).word).toLowerCase();
  return { kind: 'help', verb: about === '' ? null : about };
};

/** How Defender writes the id of a Machine Action. */
const ACTION_ID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/** Whether a word says what became of a run: one of two words, or the id of a Machine Action. */
const isSettlingWay = (word: string): boolean => {
  const way = visible(word).toLowerCase();
  return way === 'happened' || way === 'did-not-happen' || ACTION_ID.test(way);
};

const parseSettle = (text: string): OtherCommand => {
  const named = takeWord(text);
  const requestId = visible(named.word).toUpperCase();
  const first = takeWord(named.rest);
  const second = takeWord(first.rest);
  const said = (way: string, rest: string) => ({ way: visible(way).toLowerCase(), words: tidyComment(rest) });
  const isMachineNamed = !isSettlingWay(first.word) && isSettlingWay(second.word);
  return isMachineNamed
    ? { kind: 'settle', requestId, machine: tidyMachine(first.word), ...said(second.word, second.rest) }
    : { kind: 'settle', requestId, machine: null, ...said(first.word, first.rest) };
};

/** Reads the words after a verb that is no action; `why` is read by whoever reads the actions. */
export const parseOther = (verb: Exclude<OtherVerb, 'why'>, text: string): OtherCommand => {
  switch (verb) {
    case 'status':
    case 'contained':
    case 'subscribe':
    case 'unsubscribe':
      return { kind: verb };
    case 'machine':
      return { kind: 'machine', name: tidyMachine(takeWord(text).word) };
    case 'history':
      return { kind: 'history', subject: tidyMachine(takeWord(text).word) };
    case 'settle':
      return parseSettle(text);
    case 'pause':
    case 'resume':
      return { kind: verb, words: tidyComment(text) };
    case 'help':
      return parseHelp(text);
  }
};
