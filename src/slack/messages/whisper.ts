import type { Button, KnownBlock } from '@slack/types';
import type { actionIds } from '../action-ids';
import { limits } from '../block-kit/limits';
import type { Message } from '../block-kit/message';
import { type Phrase, spoken } from '../block-kit/phrase';
import { listBlock, quoteBlock, richBlock } from '../block-kit/rich-block';
import { cutEscaped, mrkdwn, plain } from '../block-kit/text';

/** A button that leads back to stored words. */
export interface DraftButton {
  readonly actionId: (typeof actionIds)['editDraft' | 'retryDraft' | 'chooseMachine'];
  readonly label: string;
  readonly draftId: string;
}

/** An answer that one person sees. */
export interface Whisper {
  readonly paragraphs: readonly Phrase[];
  /** Lists below the paragraphs, each with its title. */
  readonly lists?: readonly { readonly title: Phrase; readonly items: readonly Phrase[] }[];
  /** Markup of our own making below the paragraphs. */
  readonly lines?: readonly string[];
  /** What the person typed, said back so that it can be copied even where Slack's buttons have died. */
  readonly typed?: string | null;
  readonly buttons?: readonly DraftButton[];
}

const drawn = ({ actionId, label, draftId }: DraftButton): Button => ({
  type: 'button',
  action_id: actionId,
  text: plain(label, limits.buttonText),
  value: draftId,
});

/** A private answer as a message. */
export const whisperMessage = ({
  paragraphs,
  lists = [],
  lines = [],
  typed = null,
  buttons = [],
}: Whisper): Message => {
  const blocks: readonly KnownBlock[] = [
    richBlock('answer', ...paragraphs),
    ...lists.map(({ title, items }, index) => listBlock(`list-${index}`, title, items)),
    ...lines.map((line, index) => ({
      type: 'section' as const,
      block_id: `line-${index}`,
      text: mrkdwn(line, limits.section),
    })),
    ...(typed === null || typed.trim() === '' ? [] : [quoteBlock('typed', ['You typed:'], typed)]),
    ...(buttons.length === 0 ? [] : [{ type: 'actions' as const, block_id: 'buttons', elements: buttons.map(drawn) }]),
  ];
  return {
    text: cutEscaped(
      [...paragraphs, ...lists.flatMap(({ title, items }) => [title, ...items])].map(spoken).join('\n'),
      limits.text,
    ),
    blocks,
  };
};
