import type { ModalView } from '@slack/types';
import { callbackIds } from '../action-ids';
import { limits } from '../block-kit/limits';
import type { Message } from '../block-kit/message';
import { plain } from '../block-kit/text';

/** An answer about a machine, to be read and closed. */
export const machineView = ({ blocks }: Message): ModalView => ({
  type: 'modal',
  callback_id: callbackIds.machine,
  title: plain('Machine', limits.viewTitle),
  close: plain('Close', limits.viewTitle),
  blocks: [...blocks],
});
