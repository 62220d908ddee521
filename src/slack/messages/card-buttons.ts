import type { ActionsBlock, Button } from '@slack/types';
import { actionOf } from '../../domain/catalogue';
import type { Dossier } from '../../domain/reviewing';
import { actionIds } from '../action-ids';
import { limits } from '../block-kit/limits';
import { cut, plain } from '../block-kit/text';
import { buttonValue } from '../button-value';
import type { Look } from '../look';
import { subjectOf } from './request-title';
import { REHEARSAL } from './standing-words';

const SHORT_NAME = 100;

const approveButton = (dossier: Dossier, value: string, look: Look): Button => {
  const action = actionOf(dossier.request.verb);
  const style = action.isContainment ? 'danger' : 'primary';
  const subject = cut(subjectOf(dossier), SHORT_NAME);
  const standing = `${look.isRehearsal ? ` ${REHEARSAL}` : ''}${look.pause === null ? '' : ' Sending is paused.'}`;
  return {
    type: 'button',
    action_id: actionIds.approve,
    text: plain('Approve', limits.buttonText),
    style,
    value,
    accessibility_label: cut(`Approve: ${action.title}: ${subjectOf(dossier)}`, limits.accessibilityLabel),
    confirm: {
      title: plain(`${action.title}?`, limits.confirmTitle),
      text: plain(`${action.title}: ${subject}.${standing} ${action.effect}`, limits.confirmText),
      confirm: plain('Approve', limits.confirmButton),
      deny: plain('Not yet', limits.confirmButton),
      style,
    },
  };
};

const plainButton = (id: 'deny' | 'withdraw', label: string, dossier: Dossier, value: string): Button => ({
  type: 'button',
  action_id: actionIds[id],
  text: plain(label, limits.buttonText),
  value,
  accessibility_label: cut(
    `${label}: ${actionOf(dossier.request.verb).title}: ${subjectOf(dossier)}`,
    limits.accessibilityLabel,
  ),
});

const buttons = (dossier: Dossier, value: string, look: Look): readonly Button[] => {
  const { request, runs } = dossier;
  const withdraw = plainButton('withdraw', 'Withdraw', dossier, value);
  if (request.status === 'pending') {
    return [approveButton(dossier, value, look), plainButton('deny', 'Deny', dossier, value), withdraw];
  }
  const isUnclaimed = runs.every((run) => run.status === 'waiting' || run.status === 'ready');
  return request.status === 'approved' && isUnclaimed ? [withdraw] : [];
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
