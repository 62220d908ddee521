import type { InputBlock, KnownBlock, ModalView } from '@slack/types';
import { problemsOfModal } from '../../simulator/slack/block-kit/validate';
import { modalProblems } from './block-limits';

/** A form, which must be one that Slack takes. */
export const sound = (view: ModalView): ModalView => {
  expect(modalProblems(view)).toEqual([]);
  expect(problemsOfModal(view)).toEqual([]);
  return view;
};
const inputs = (view: ModalView): readonly InputBlock[] =>
  (view.blocks as readonly KnownBlock[]).filter((block) => block.type === 'input');

/** One field of a form. */
export const input = (view: ModalView, blockId: string) => inputs(view).find((block) => block.block_id === blockId);

/** The fields of a form, by their block ids. */
export const inputsOf = (view: ModalView) => inputs(view).map((block) => block.block_id);
