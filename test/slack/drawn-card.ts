import { problemsOfBlocks } from '../../simulator/slack/block-kit/validate';
import type { Dossier } from '../../src/domain/reviewing';
import type { Message } from '../../src/slack/block-kit/message';
import type { Look } from '../../src/slack/look';
import { cardMessage } from '../../src/slack/messages/card';
import { messageProblems } from './block-limits';
import { buttonsOf, wordsOf } from './reading';
import { look } from './samples';

interface Over {
  readonly isRepeat?: boolean;
  readonly look?: Look;
}

/** The card of a dossier, which must be one that Slack takes. */
export const card = (of: Dossier, over: Over = {}): Message => {
  const message = cardMessage({ dossier: of, postId: 'post-1', isRepeat: false, because: null, look, ...over });
  expect(messageProblems(message)).toEqual([]);
  expect(problemsOfBlocks(message.blocks)).toEqual([]);
  return message;
};

/** What a person reads on the card. */
export const words = (of: Dossier, over: Over = {}): string => wordsOf(card(of, over).blocks);

/** The buttons on the card. */
export const actionIdsOf = (of: Dossier): readonly unknown[] =>
  buttonsOf(card(of).blocks).map((button) => button['action_id']);
