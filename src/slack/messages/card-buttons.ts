import type { ActionsBlock, Button } from '@slack/types';
import { canBeAskedAgain, needsOtherWords } from '../../domain/asking-again';
import { actionOf } from '../../domain/catalogue';
import { runsWithPackage } from '../../domain/investigation-package';
import type { Dossier } from '../../domain/reviewing';
import { runsToCancel, runsToUndo, undoneBy } from '../../domain/undoing';
import { actionIds } from '../action-ids';
import { limits } from '../block-kit/limits';
import { cut, plain } from '../block-kit/text';
import { buttonValue } from '../button-value';
import type { Look } from '../look';
import { confirmText } from './confirm-text';
import { subjectOf } from './request-title';

/** Approve, which asks once more before it is sent. */
export const approveButton = (dossier: Dossier, value: string, look: Look): Button => {
  const action = actionOf(dossier.request.verb);
  const style = action.isContainment || action.irreversible !== undefined ? 'danger' : 'primary';
  return {
    type: 'button',
    action_id: actionIds.approve,
    text: plain('Approve', limits.buttonText),
    style,
    value,
    accessibility_label: cut(`Approve: ${action.title}: ${subjectOf(dossier)}`, limits.accessibilityLabel),
    confirm: {
      title: plain(`${action.title}?`, limits.confirmTitle),
      text: plain(confirmText(dossier, look), limits.confirmText),
      confirm: plain('Approve', limits.confirmButton),
      deny: plain('Not yet', limits.confirmButton),
      style,
    },
  };
};

type ButtonId = 'deny' | 'withdraw' | 'askAgain' | 'askAgainInOtherWords' | 'undo' | 'cancelRunning' | 'getPackage';

/** A button of no weight of its own. */
export const plainButton = (id: ButtonId, label: string, dossier: Dossier, value: string): Button => ({
  type: 'button',
  action_id: actionIds[id],
  text: plain(label, limits.buttonText),
  value,
  accessibility_label: cut(
    `${label}: ${actionOf(dossier.request.verb).title}: ${subjectOf(dossier)}`,
    limits.accessibilityLabel,
  ),
});

/** What may follow: each but the first opens a form, which the dots say. */
const afterwards = (dossier: Dossier, value: string): readonly Button[] => {
  const inverse = undoneBy(dossier.request.verb);
  const running = runsToCancel(dossier).length;
  const button = (id: ButtonId, label: string) => plainButton(id, label, dossier, value);
  const again = needsOtherWords(dossier)
    ? button('askAgainInOtherWords', 'Ask again…')
    : button('askAgain', 'Ask again');
  return [
    ...(runsWithPackage(dossier).length === 0 ? [] : [button('getPackage', 'Get the package')]),
    ...(dossier.againAs === null && canBeAskedAgain(dossier) ? [again] : []),
    ...(inverse === null || runsToUndo(dossier).length === 0 ? [] : [button('undo', `${actionOf(inverse).title}…`)]),
    ...(running === 0
      ? []
      : [button('cancelRunning', running === 1 ? 'Cancel this action…' : `Cancel all ${running}…`)]),
  ];
};

const buttons = (dossier: Dossier, value: string, look: Look): readonly Button[] => {
  const { request, runs } = dossier;
  const withdraw = plainButton('withdraw', 'Withdraw', dossier, value);
  if (request.status === 'pending') {
    return [approveButton(dossier, value, look), plainButton('deny', 'Deny', dossier, value), withdraw];
  }
  const unsent = runs.filter((run) => run.status === 'waiting' || run.status === 'ready');
  if (request.status !== 'approved' || unsent.length === 0) return afterwards(dossier, value);
  if (unsent.length === runs.length) return [withdraw];
  return [plainButton('withdraw', 'Withdraw the rest', dossier, value), ...afterwards(dossier, value)];
};

/** The buttons that do something now. No block at all when none does. */
export const buttonBlocks = (
  blockId: string,
  dossier: Dossier,
  postId: string,
  look: Look,
): readonly ActionsBlock[] => {
  const { id: requestId, binding } = dossier.request;
  const elements = [...buttons(dossier, buttonValue({ requestId, binding, postId }), look)];
  return elements.length === 0 ? [] : [{ type: 'actions', block_id: blockId, elements }];
};
