import type { InputBlock, KnownBlock, ModalView, PlainTextOption } from '@slack/types';
import type { Choice, ChoiceParameter, Sha1Parameter } from '../../domain/action';
import { actionOf, isVerb, type Verb } from '../../domain/catalogue';
import type { Machine } from '../../domain/machine';
import { namesIn } from '../../domain/machine-names';
import { choiceOf } from '../../domain/parameter';
import type { Refusal } from '../../domain/refusal';
import type { Draft } from '../../flow/storage';
import { actionIds, callbackIds, fieldIds } from '../action-ids';
import { limits } from '../block-kit/limits';
import { richBlock } from '../block-kit/rich-block';
import { cut, pieces, plain } from '../block-kit/text';
import { allOf, shown } from '../messages/names';
import { barTitle, verbTitle } from './form-title';
import { chosenOption } from './machine-options';
import { channelIn, chosenIn, type SubmittedView, typedIn } from './view-state';
import { readWantedFor, wantedForBlocks } from './wanted-for-field';

/** So many machines are named where there are more. */
const MOST_NAMED = 10;
/** Slack's commands hold less; this bounds the form. */
const MOST_PIECES = 20;

/** The type-ahead over machines. Where one is chosen already it is the one way to say which. */
const searchBlock = (chosen: Machine | null): InputBlock => ({
  type: 'input',
  block_id: fieldIds.machineSearch,
  optional: chosen === null,
  label: plain('Find a machine', limits.inputLabel),
  element: {
    type: 'external_select',
    action_id: actionIds.machineSearch,
    min_query_length: 1,
    placeholder: plain('Start typing its name', limits.placeholder),
    ...(chosen === null ? {} : { initial_option: chosenOption(chosen) }),
  },
});

const SEVERAL = 'Several machines: one a line, or with commas. Not used when you pick a machine above.';

const typedBlock = (
  label: string,
  facts: {
    readonly value: string;
    readonly hint: string | null;
    readonly optional: boolean;
    readonly multiline: boolean;
  },
): InputBlock => ({
  type: 'input',
  block_id: fieldIds.machine,
  optional: facts.optional,
  label: plain(label, limits.inputLabel),
  ...(facts.hint === null ? {} : { hint: plain(facts.hint, limits.inputLabel) }),
  element: {
    type: 'plain_text_input',
    action_id: fieldIds.machine,
    ...(facts.multiline ? { multiline: true } : {}),
    max_length: limits.inputValue,
    ...(facts.value === '' ? {} : { initial_value: cut(facts.value, limits.inputValue) }),
  },
});

const requestBlock = ({ machine }: Draft): InputBlock =>
  typedBlock('Request', { value: machine, hint: null, optional: false, multiline: false });

/** As many names as fit whole, one a line as they are read best, and a hint that says how many do not. */
const fittingNames = ({ machine }: Draft, hint: string): { readonly value: string; readonly hint: string } => {
  const names = namesIn(machine);
  const fitting = names.filter((_, index) => names.slice(0, index + 1).join('\n').length <= limits.inputValue);
  const left = names.length - fitting.length;
  return {
    value: fitting.join('\n'),
    hint: left === 0 ? hint : `${left} more do not fit here: ask for them separately.`,
  };
};

/** For one machine that is not known yet, beside the type-ahead: either of them can answer. */
const nameBlock = (draft: Draft): InputBlock =>
  typedBlock('Machine name, id or IP', { ...fittingNames(draft, SEVERAL), optional: true, multiline: true });

/** For several that are named already. */
const namesBlock = (draft: Draft): InputBlock => {
  const names = fittingNames(draft, 'One a line, or with commas.');
  return typedBlock('Machines', { ...names, optional: false, multiline: true });
};

/** The machine that a draft names by its id, where it is known; shown by its name then. */
const chosenMachine = ({ machine, candidates }: Draft): Machine | null =>
  candidates.find(({ id }) => id === machine) ?? null;

/** What is cancelled: everything of that request that runs. */
const cancelsBlocks = ({ candidates }: Draft): readonly KnownBlock[] =>
  candidates.length === 0
    ? []
    : [
        richBlock('cancels', [
          candidates.length === 1 ? 'It cancels what runs on ' : `It cancels all ${candidates.length} that run: on `,
          `${allOf(candidates.slice(0, MOST_NAMED).map(({ name }) => shown(name)))}`,
          candidates.length > MOST_NAMED ? `, and ${candidates.length - MOST_NAMED} more.` : '.',
        ]),
      ];

const subjectBlocks = (draft: Draft, verb: Verb | null): readonly KnownBlock[] => {
  if (verb !== null && actionOf(verb).target === 'machine-action')
    return [...cancelsBlocks(draft), requestBlock(draft)];
  const chosen = chosenMachine(draft);
  if (chosen !== null) return [searchBlock(chosen)];
  const isKnown = draft.candidates.length > 1 && namesIn(draft.machine).length > 1;
  return isKnown ? [namesBlock(draft)] : [searchBlock(null), nameBlock(draft)];
};

const choiceOption = ({ word, meaning }: Choice): PlainTextOption => ({
  text: plain(`${word.charAt(0).toUpperCase()}${word.slice(1)}`, limits.optionText),
  description: plain(meaning, limits.optionDescription),
  value: word,
});

const choiceBlock = (parameter: ChoiceParameter, chosen: Choice): InputBlock => {
  const element = {
    action_id: fieldIds.parameter,
    options: parameter.choices.map(choiceOption),
    initial_option: choiceOption(chosen),
  };
  return {
    type: 'input',
    block_id: fieldIds.parameter,
    label: plain(parameter.label, limits.inputLabel),
    element: { type: parameter.choices.length <= limits.radioOptions ? 'radio_buttons' : 'static_select', ...element },
  };
};

const sha1Block = (parameter: Sha1Parameter, typed: string | null): InputBlock => ({
  type: 'input',
  block_id: fieldIds.parameter,
  label: plain(parameter.label, limits.inputLabel),
  hint: plain('40 hexadecimal characters, as on the file’s page in the Defender portal.', limits.inputLabel),
  element: {
    type: 'plain_text_input',
    action_id: fieldIds.parameter,
    max_length: limits.inputValue,
    ...(typed === null || typed === '' ? {} : { initial_value: cut(typed, limits.inputValue) }),
  },
});

const parameterBlocks = (draft: Draft, verb: Verb | null): readonly InputBlock[] => {
  const parameter = verb === null ? null : actionOf(verb).parameter;
  if (verb === null || parameter === null) return [];
  if (parameter.kind === 'sha1') return [sha1Block(parameter, draft.parameter)];
  const chosen = choiceOf(verb, draft.parameter);
  return chosen === null ? [] : [choiceBlock(parameter, chosen)];
};

const commentBlock = (kept: string): InputBlock => ({
  type: 'input',
  block_id: fieldIds.comment,
  label: plain('Comment', limits.inputLabel),
  hint: plain('Why, in words that the approver and the audit can use. Defender keeps them too.', limits.inputLabel),
  element: {
    type: 'plain_text_input',
    action_id: fieldIds.comment,
    multiline: true,
    max_length: limits.inputValue,
    ...(kept === '' ? {} : { initial_value: kept }),
  },
});

/** What the action does, in plain sentences. */
export const effectBlocks = (verb: Verb | null): readonly KnownBlock[] =>
  verb === null ? [] : [richBlock('effect', [{ strong: verbTitle(verb) }], [actionOf(verb).effect])];

/** What is wrong with what a form holds, above its fields. */
export const problemBlocks = (problem: Refusal | null): readonly KnownBlock[] =>
  problem === null ? [] : [richBlock('problem', [{ strong: problem.says }, ` ${problem.next}`])];

const overflowBlocks = (overflow: readonly string[]): readonly KnownBlock[] =>
  overflow.length === 0
    ? []
    : [
        richBlock('overflow-title', [
          { strong: `The comment holds ${limits.inputValue} characters.` },
          ' These words did not fit into it; copy what you need:',
        ]),
        ...overflow.map((piece, index) => richBlock(`overflow-${index}`, [piece])),
      ];

/** The fields that ask for what an action takes, filled with what a draft holds; before its verb is known those of any. */
export const askBlocks = (draft: Draft, verb: Verb | null): readonly KnownBlock[] => {
  const [kept = '', ...overflow] = pieces(draft.comment.toWellFormed(), limits.inputValue);
  return [
    ...subjectBlocks(draft, verb),
    ...parameterBlocks(draft, verb),
    ...wantedForBlocks(draft.forMs, verb),
    commentBlock(kept),
    ...overflowBlocks(overflow.slice(0, MOST_PIECES)),
  ];
};

/**
 * The form that asks for what a command left out, filled with what it held. Either the type-ahead or the text field has to name the machine: Slack cannot check that, `noMachineGiven`
 * answers it.
 */
export const askForm = ({ draft, problem }: { readonly draft: Draft; readonly problem: Refusal | null }): ModalView => {
  const verb = isVerb(draft.verb) ? draft.verb : null;
  return {
    type: 'modal',
    callback_id: callbackIds.ask,
    private_metadata: draft.id,
    title: plain(verb === null ? 'Ask for an action' : barTitle(verb), limits.viewTitle),
    submit: plain('Ask for approval', limits.viewTitle),
    close: plain('Cancel', limits.viewTitle),
    blocks: [...problemBlocks(problem), ...effectBlocks(verb), ...askBlocks(draft, verb)],
  };
};

/** What came back. Everything is as typed: nothing is tidied or judged here. */
export interface AskAnswers {
  readonly draftId: string;
  /** Only where the form asked for the verb too; else null. */
  readonly verb: Verb | null;
  /** Only where the form asked for the channel; else null. */
  readonly channel: string | null;
  /** For `cancel` the id of a request. */
  readonly machine: string;
  readonly chosenMachineId: string | null;
  readonly parameter: string | null;
  /** Null for no end; undefined where the form did not ask. */
  readonly forMs: number | null | undefined;
  readonly comment: string;
}

/** Reads the submitted form. Fields that are missing are empty. */
export const readAskForm = (view: SubmittedView): AskAnswers => {
  const verb = chosenIn(view, fieldIds.verb);
  return {
    draftId: view.private_metadata ?? '',
    verb: verb !== null && isVerb(verb) ? verb : null,
    channel: channelIn(view, fieldIds.channel),
    machine: typedIn(view, fieldIds.machine).trim(),
    chosenMachineId: chosenIn(view, fieldIds.machineSearch),
    parameter: chosenIn(view, fieldIds.parameter) ?? (typedIn(view, fieldIds.parameter).trim() || null),
    forMs: readWantedFor(view),
    comment: typedIn(view, fieldIds.comment),
  };
};
