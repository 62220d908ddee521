import type { InputBlock, ModalView } from '@slack/types';
import { isVerb } from '../../domain/catalogue';
import type { Draft } from '../../flow/storage';
import { callbackIds, fieldIds } from '../action-ids';
import { limits } from '../block-kit/limits';
import { richBlock } from '../block-kit/rich-block';
import { plain } from '../block-kit/text';
import { shown } from '../messages/names';
import { verbTitle } from './form-title';
import { candidateOptions } from './machine-options';
import { chosenIn, type SubmittedView } from './view-state';

const choiceBlock = (draft: Draft): InputBlock => {
  const options = candidateOptions(draft.candidates);
  return {
    type: 'input',
    block_id: fieldIds.choice,
    label: plain('Machine', limits.inputLabel),
    element:
      options.length <= limits.radioOptions
        ? { type: 'radio_buttons', action_id: fieldIds.choice, options }
        : { type: 'static_select', action_id: fieldIds.choice, options },
  };
};

/** The form in which a person confirms which machine they mean. */
export const chooseForm = (draft: Draft): ModalView => {
  const isEmpty = draft.candidates.length === 0;
  const left = draft.candidates.length - limits.options;
  const found = isEmpty
    ? ['No machine is left to choose from. Close this form and press Edit to name another.']
    : [
        `For “${shown(draft.machine)}” Defender has ${draft.candidates.length === 1 ? 'this machine' : 'these machines'}. Nothing is picked for you: confirm the name and when it was last seen.`,
        ...(left > 0 ? [` ${left} more are not shown; name the machine more exactly to see them.`] : []),
      ];
  return {
    type: 'modal',
    callback_id: callbackIds.choose,
    private_metadata: draft.id,
    title: plain('Choose the machine', limits.viewTitle),
    close: plain('Cancel', limits.viewTitle),
    ...(isEmpty ? {} : { submit: plain('Continue', limits.viewTitle) }),
    blocks: [
      richBlock('found', ...(isVerb(draft.verb) ? [[{ strong: verbTitle(draft.verb) }]] : []), found),
      ...(isEmpty ? [] : [choiceBlock(draft)]),
    ],
  };
};

/** Reads the submitted form. */
export const readChooseForm = (
  view: SubmittedView,
): { readonly draftId: string; readonly machineId: string | null } => ({
  draftId: view.private_metadata ?? '',
  machineId: chosenIn(view, fieldIds.choice),
});
