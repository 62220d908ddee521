import type { ModalView } from '@slack/types';
import { isVerb, type Verb } from '../domain/catalogue';
import type { Refusal } from '../domain/refusal';
import type { Draft } from '../flow/ports';
import { callbackIds, fieldIds } from './action-ids';
import { limits } from './limits';
import { plain } from './text';
import { chosenIn, type SubmittedView, typedIn } from './view-state';

/** The form that asks for what a command left out, filled with what it held. */
export const askForm = ({ draft }: { readonly draft: Draft; readonly problem: Refusal | null }): ModalView => ({
  type: 'modal',
  callback_id: callbackIds.ask,
  private_metadata: draft.id,
  title: plain(draft.verb, limits.viewTitle),
  blocks: [],
});

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
