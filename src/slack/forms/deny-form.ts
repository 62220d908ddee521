import type { ModalView } from '@slack/types';
import { callbackIds, fieldIds } from '../action-ids';
import { limits } from '../block-kit/limits';
import { richBlock } from '../block-kit/rich-block';
import { plain } from '../block-kit/text';
import { type ButtonTarget, buttonValue, parseButtonValue } from '../button-value';
import { type SubmittedView, typedIn } from './view-state';

/** The form that asks for the reason of a denial. `about` is what `requestTitle` says of the request. */
export const denyForm = ({ about, ...target }: ButtonTarget & { readonly about: string }): ModalView => ({
  type: 'modal',
  callback_id: callbackIds.deny,
  private_metadata: buttonValue(target),
  title: plain('Deny this request', limits.viewTitle),
  submit: plain('Deny', limits.viewTitle),
  close: plain('Not yet', limits.viewTitle),
  blocks: [
    richBlock(
      'about',
      [{ strong: about }],
      [`Request ${target.requestId}. The reason is shown in the thread and kept on record.`],
    ),
    {
      type: 'input',
      block_id: fieldIds.reason,
      label: plain('Reason', limits.inputLabel),
      element: {
        type: 'plain_text_input',
        action_id: fieldIds.reason,
        multiline: true,
        max_length: limits.reason,
        focus_on_load: true,
      },
    },
  ],
});

/** Reads the submitted form; null when it is none of ours. The reason may still be blank. */
export const readDenyForm = (view: SubmittedView): (ButtonTarget & { readonly reason: string }) | null => {
  const target = parseButtonValue(view.private_metadata);
  return target === null ? null : { ...target, reason: typedIn(view, fieldIds.reason) };
};
