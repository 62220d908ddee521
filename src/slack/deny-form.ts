import type { ModalView } from '@slack/types';
import { callbackIds, fieldIds } from './action-ids';
import { type ButtonTarget, buttonValue, parseButtonValue } from './button-value';
import { limits } from './limits';
import { plain } from './text';
import { type SubmittedView, typedIn } from './view-state';

/** The form that asks for the reason of a denial. `about` is what `requestTitle` says of the request. */
export const denyForm = (target: ButtonTarget & { readonly about: string }): ModalView => ({
  type: 'modal',
  callback_id: callbackIds.deny,
  private_metadata: buttonValue(target),
  title: plain('Deny', limits.viewTitle),
  blocks: [],
});

/** Reads the submitted form; null when it is none of ours. The reason may still be blank. */
export const readDenyForm = (view: SubmittedView): (ButtonTarget & { readonly reason: string }) | null => {
  const target = parseButtonValue(view.private_metadata);
  return target === null ? null : { ...target, reason: typedIn(view, fieldIds.reason) };
};
