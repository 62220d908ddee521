import type { InputBlock, KnownBlock, ModalView, PlainTextOption } from '@slack/types';
import type { Choice } from '../../domain/action';
import { actionOf, actions, choiceOf, isVerb, type Verb } from '../../domain/catalogue';
import type { Refusal } from '../../domain/refusal';
import type { Draft } from '../../flow/storage';
import { actionIds, callbackIds, fieldIds } from '../action-ids';
import { limits } from '../block-kit/limits';
import { richBlock } from '../block-kit/rich-block';
import { cut, pieces, plain } from '../block-kit/text';
import { barTitle, verbTitle } from './form-title';
import { chosenIn, type SubmittedView, typedIn } from './view-state';

/** Slack's commands hold less; this bounds the form. */
const MOST_PIECES = 20;

const verbBlock = (): InputBlock => ({
  type: 'input',
  block_id: fieldIds.verb,
  label: plain('Action', limits.inputLabel),
  element: {
    type: 'static_select',
    action_id: fieldIds.verb,
    options: actions.map(({ verb, title }) => ({ text: plain(title, limits.optionText), value: verb })),
  },
});

const searchBlock = (): InputBlock => ({
  type: 'input',
  block_id: fieldIds.machineSearch,
  optional: true,
  label: plain('Find a machine', limits.inputLabel),
  element: {
    type: 'external_select',
    action_id: actionIds.machineSearch,
    min_query_length: 1,
    placeholder: plain('Start typing its name', limits.placeholder),
  },
});

/** A text field for the machine, or for the request to cancel. Optional where the type-ahead can answer instead. */
const nameBlock = (draft: Draft, label: string, optional: boolean): InputBlock => ({
  type: 'input',
  block_id: fieldIds.machine,
  optional,
  label: plain(label, limits.inputLabel),
  ...(optional ? { hint: plain('Not used when you pick a machine above.', limits.inputLabel) } : {}),
  element: {
    type: 'plain_text_input',
    action_id: fieldIds.machine,
    max_length: limits.inputValue,
    ...(draft.machine === '' ? {} : { initial_value: cut(draft.machine, limits.inputValue) }),
  },
});

const subjectBlocks = (draft: Draft, verb: Verb | null): readonly InputBlock[] =>
  verb !== null && actionOf(verb).target === 'machine-action'
    ? [nameBlock(draft, 'Request', false)]
    : [searchBlock(), nameBlock(draft, 'Machine name, id or IP', true)];

const choiceOption = ({ word, meaning }: Choice): PlainTextOption => ({
  text: plain(`${word.charAt(0).toUpperCase()}${word.slice(1)}`, limits.optionText),
  description: plain(meaning, limits.optionDescription),
  value: word,
});

const parameterBlocks = (draft: Draft, verb: Verb | null): readonly InputBlock[] => {
  const parameter = verb === null ? null : actionOf(verb).parameter;
  const chosen = verb === null ? null : choiceOf(verb, draft.parameter);
  if (parameter === null || chosen === null) return [];
  const element = {
    action_id: fieldIds.parameter,
    options: parameter.choices.map(choiceOption),
    initial_option: choiceOption(chosen),
  };
  return [
    {
      type: 'input',
      block_id: fieldIds.parameter,
      label: plain(parameter.label, limits.inputLabel),
      element: {
        type: parameter.choices.length <= limits.radioOptions ? 'radio_buttons' : 'static_select',
        ...element,
      },
    },
  ];
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

const problemBlocks = (problem: Refusal | null): readonly KnownBlock[] =>
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

/**
 * The form that asks for what a command left out, filled with what it held. Where the verb was not known it asks for
 * that too. Either the type-ahead or the text field has to name the machine: Slack cannot check that, `noMachineGiven`
 * answers it.
 */
export const askForm = ({ draft, problem }: { readonly draft: Draft; readonly problem: Refusal | null }): ModalView => {
  const verb = isVerb(draft.verb) ? draft.verb : null;
  const [kept = '', ...overflow] = pieces(draft.comment.toWellFormed(), limits.inputValue);
  return {
    type: 'modal',
    callback_id: callbackIds.ask,
    private_metadata: draft.id,
    title: plain(verb === null ? 'Ask for an action' : barTitle(verb), limits.viewTitle),
    submit: plain('Ask for approval', limits.viewTitle),
    close: plain('Cancel', limits.viewTitle),
    blocks: [
      ...problemBlocks(problem),
      ...(verb === null
        ? [verbBlock()]
        : [richBlock('effect', [{ strong: verbTitle(verb) }], [actionOf(verb).effect])]),
      ...subjectBlocks(draft, verb),
      ...parameterBlocks(draft, verb),
      commentBlock(kept),
      ...overflowBlocks(overflow.slice(0, MOST_PIECES)),
    ],
  };
};

/** What came back. Everything is as typed: nothing is tidied or judged here. */
export interface AskAnswers {
  readonly draftId: string;
  /** Only where the form asked for the verb too, because the command's was not known; else null. */
  readonly verb: Verb | null;
  /** For `cancel` the id of a request. */
  readonly machine: string;
  readonly chosenMachineId: string | null;
  readonly parameter: string | null;
  readonly comment: string;
}

/** Reads the submitted form. Fields that are missing are empty. */
export const readAskForm = (view: SubmittedView): AskAnswers => {
  const verb = chosenIn(view, fieldIds.verb);
  return {
    draftId: view.private_metadata ?? '',
    verb: verb !== null && isVerb(verb) ? verb : null,
    machine: typedIn(view, fieldIds.machine).trim(),
    chosenMachineId: chosenIn(view, fieldIds.machineSearch),
    parameter: chosenIn(view, fieldIds.parameter),
    comment: typedIn(view, fieldIds.comment),
  };
};
