import { actionOf, actions, isVerb, type Verb } from './catalogue';
import { tidyComment } from './comment';
import { isListCutOff, namesIn } from './machine-names';
import { differsByOne } from './near-word';
import { refuseNotOffered } from './not-offered';
import { isOtherVerb, type OtherCommand, otherVerbs, parseOther } from './other-verbs';
import { isRefusal, type Refusal, refuse } from './refusal';
import { takeDetails } from './take-details';
import { takeWord, visible } from './typed-word';
import { refuseWantedFor } from './wanted-for';

/** What a person meant with the words after `/defender`. */
export type Command =
  | OtherCommand
  | {
      readonly kind: 'ask';
      readonly verb: Verb;
      /** As typed; for `cancel` the id of a request. Empty when absent. */
      readonly machines: readonly string[];
      /** A word of the action's parameter, as it is kept; null when none was typed. */
      readonly parameter: string | null;
      /** How long the containment is wanted for; null when nothing was said. */
      readonly forMs: number | null;
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

const parseWhy = (text: string): Command => {
  const asked = parseCommand(text);
  if (asked.kind === 'refused') return asked;
  if (asked.kind !== 'ask') return { kind: 'help', verb: 'why' };
  const { verb, machines, parameter, comment } = asked;
  if (machines.length > 1) return { kind: 'refused', refusal: refuse('several-machines', 'why', machines) };
  return { kind: 'why', verb, machine: machines[0] ?? '', parameter, comment: comment === '' ? null : comment };
};

/** Reads the words after `/defender`. Never throws; whatever is not understood is a refusal that says what to type. */
export const parseCommand = (text: string): Command => {
  const { word, rest } = takeWord(unescapeSlack(text.toWellFormed()));
  const verb = visible(word).toLowerCase();
  if (verb === '') return parseOther('help', rest);
  if (isOtherVerb(verb)) return verb === 'why' ? parseWhy(rest) : parseOther(verb, rest);
  if (!isVerb(verb)) {
    return { kind: 'refused', refusal: refuseNotOffered(verb) ?? refuse('unknown-verb', word, nearVerbs(verb)) };
  }
  const named = takeWord(rest);
  const machines = namesIn(named.word);
  const isAboutOne = actionOf(verb).target === 'machine-action';
  if (isAboutOne && machines.length > 1) {
    return { kind: 'refused', refusal: refuse('several-machines', verb, machines) };
  }
  if (isListCutOff(named.word) && named.rest.trim() !== '') {
    return {
      kind: 'refused',
      refusal: refuse('list-cut-off', machines.at(-1) ?? '', visible(takeWord(named.rest).word)),
    };
  }
  const details = takeDetails(verb, named.rest);
  if (isRefusal(details)) return { kind: 'refused', refusal: details };
  const { parameter, forMs, rest: comment } = details;
  const wrongTime = refuseWantedFor(verb, forMs);
  if (wrongTime !== null) return { kind: 'refused', refusal: wrongTime };
  return { kind: 'ask', verb, machines, parameter, forMs, comment: tidyComment(comment) };
};
