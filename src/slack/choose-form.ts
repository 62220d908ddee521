import type { ModalView } from '@slack/types';
import type { Draft } from '../flow/ports';
import { callbackIds, fieldIds } from './action-ids';
import { limits } from './limits';
import { plain } from './text';
import { chosenIn, type SubmittedView } from './view-state';

/** The form in which a person confirms which machine they mean. */
export const chooseForm = (draft: Draft): ModalView => ({
  type: 'modal',
  callback_id: callbackIds.choose,
  private_metadata: draft.id,
  title: plain('Choose the machine', limits.viewTitle),
  blocks: [],
});

/** Reads the submitted form. */
export const readChooseForm = (
  view: SubmittedView,
): { readonly draftId: string; readonly machineId: string | null } => ({
  draftId: view.private_metadata ?? '',
  machineId: chosenIn(view, fieldIds.choice),
});
