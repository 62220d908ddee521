import { actionOf, actions, isVerb, type Verb } from './catalogue';
import { tidyComment } from './comment';
import { differsByOne } from './near-word';
import { type Refusal, refuse } from './refusal';

/** What a person meant with the words after `/defender`. */
export type Command =
  | { readonly kind: 'help'; readonly verb: string | null }
  | { readonly kind: 'status' }
  /** What asking would take, without asking. */
  | { readonly kind: 'why'; readonly verb: Verb; readonly machine: string; readonly comment: string | null }
  /** Words are empty when absent. */
  | { readonly kind: 'pause'; readonly words: string }
  | { readonly kind: 'resume'; readonly words: string }
  | { readonly kind: 'history'; readonly requestId: string }
  | {
      readonly kind: 'ask';
      readonly verb: Verb;
      /** As typed; for `cancel` the id of a request. Empty when absent. */
      readonly machine: string;
      /** One of the words of the action's parameter; null when none was typed. */
      readonly parameter: string | null;
      /** Empty when absent. */
      readonly comment: string;
    }
  | { readonly kind: 'refused'; readonly refusal: Refusal };

const ENTITIES: Readonly<Record<string, string>> = { '&amp;': '&', '&lt;': '<', '&gt;': '>' };

/** Undoes, once, the escaping that Slack applies to a command's text. */
export const unescapeSlack = (text: string): string =>
  text.replace(/&(?:amp|lt|gt);/g, (entity) => ENTITIES[entity] ?? entity);

const nearVerbs = (word: string): readonly string[] =>
  [...actions.map((action) => action.verb), ...otherVerbs].filter(
    (verb) => verb.startsWith(word.slice(0, 3)) || word.startsWith(verb) || differsByOne(word, verb),
  );

/** The first word, and everything after the white space that ends it, unchanged. */
const takeWord = (text: string): { readonly word: string; readonly rest: string } => {
  const found = /^\s*(\S+)\s*([\s\S]*)$/.exec(text);
  return { word: found?.[1] ?? '', rest: found?.[2] ?? '' };
};

/** A word without what nobody sees in it: control and zero-width characters, marks of writing direction. */
const visible = (word: string): string => word.replace(/[\p{Cc}\p{Cf}]/gu, '');

/** A machine name as it is kept: without what surrounds it when it is pasted, which is quotes, a link's markup, a comma. */
export const tidyMachine = (typed: string): string =>
  visible(typed.toWellFormed())
    .trim()
    .replace(/^["'“”‘’`]+|["'“”‘’`,;]+$/g, '')
    .replace(/^<[^|>]*\|([^>]+)>$/, '$1')
    .replace(/^<https?:\/\/([^|>/]+)\/?>$/i, '$1')
    .replace(/^["'“”‘’`]+|["'“”‘’`,;]+$/g, '');

/** The verbs that are no action. */
const otherVerbs: readonly string[] = ['status', 'why', 'history', 'pause', 'resume', 'help'];

const parseWhy = (text: string): Command => {
  const asked = parseCommand(text);
  if (asked.kind === 'refused') return asked;
  if (asked.kind !== 'ask') return { kind: 'help', verb: 'why' };
  const { verb, machine, comment } = asked;
  return { kind: 'why', verb, machine, comment: comment === '' ? null : comment };
};

/** Reads the words after `/defender`. Never throws; whatever is not understood is a refusal that says what to type. */
export const parseCommand = (text: string): Command => {
  const { word, rest } = takeWord(unescapeSlack(text.toWellFormed()));
  const verb = visible(word).toLowerCase();
  if (verb === '' || verb === 'help') {
    const about = visible(takeWord(rest).word).toLowerCase();
    return { kind: 'help', verb: about === '' ? null : about };
  }
  if (verb === 'status') return { kind: 'status' };
  if (verb === 'pause' || verb === 'resume') return { kind: verb, words: tidyComment(rest) };
  if (verb === 'history') return { kind: 'history', requestId: visible(takeWord(rest).word).toUpperCase() };
  if (verb === 'why') return parseWhy(rest);
  if (!isVerb(verb)) return { kind: 'refused', refusal: refuse('unknown-verb', word, nearVerbs(verb)) };
  const named = takeWord(rest);
  const machine = tidyMachine(named.word);
  const names = machine.split(',').filter((name) => name !== '');
  if (names.length > 1) return { kind: 'refused', refusal: refuse('several-machines', names) };
  const next = takeWord(named.rest);
  const choice = actionOf(verb).parameter?.choices.find(
    ({ word: known }) => known === visible(next.word).toLowerCase(),
  );
  return {
    kind: 'ask',
    verb,
    machine,
    parameter: choice?.word ?? null,
    comment: tidyComment(choice === undefined ? named.rest : next.rest),
  };
};
