import type { KnownBlock } from '@slack/types';
import type { Dossier } from '../../domain/reviewing';
import type { Post } from '../../flow/storage';
import { limits } from '../block-kit/limits';
import type { Message } from '../block-kit/message';
import { type Phrase, spoken } from '../block-kit/phrase';
import { richBlock } from '../block-kit/rich-block';
import { cutEscaped, mrkdwn } from '../block-kit/text';
import type { Look } from '../look';
import { callWords } from './escalation-words';
import { noteWords } from './note-words';
import { REPEAT } from './standing-words';

/** What a note is made from: one post, or several that are said together because they are late. */
export interface NoteFacts {
  readonly dossier: Dossier;
  readonly posts: readonly Post[];
  readonly look: Look;
}

/** A note that comes later than this says when it was. */
const LATE_MS = 60_000;

const paragraph = (post: Post, { dossier, look }: NoteFacts): Phrase | null => {
  const words = noteWords(post.event, dossier, look);
  if (words === null) return null;
  const isLate = look.now - post.event.at > LATE_MS;
  return [...words, ...(isLate ? [' (', { date: post.event.at }, ')'] : []), ...(post.isRepeat ? [` ${REPEAT}`] : [])];
};

const callBlock = (words: string, index: number): KnownBlock => ({
  type: 'section',
  block_id: `call-${index}`,
  text: mrkdwn(words, limits.section),
});

/** What happened, in the thread under the card. Every post that is given is told. */
export const noteMessage = (facts: NoteFacts): Message => {
  const inOrder = [...facts.posts].sort((a, b) => a.event.seq - b.event.seq);
  const paragraphs = inOrder.map((post) => paragraph(post, facts)).filter((words) => words !== null);
  const calls = inOrder.flatMap(({ event }) =>
    event.happening.kind === 'escalated' ? (callWords(event.happening, facts.dossier) ?? []) : [],
  );
  const perBlock = Math.ceil(paragraphs.length / (limits.blocks - calls.length));
  const blocks = Array.from({ length: perBlock === 0 ? 0 : Math.ceil(paragraphs.length / perBlock) }, (_, index) =>
    richBlock(`note-${index}-${inOrder[0]?.id ?? ''}`, ...paragraphs.slice(index * perBlock, (index + 1) * perBlock)),
  );
  return {
    text: cutEscaped([...paragraphs.map(spoken), ...calls.map(({ plain }) => plain)].join('\n'), limits.text),
    // Markup and not rich text: of this it is documented that it notifies a user group.
    blocks: [...blocks, ...calls.map(({ markup }, index) => callBlock(markup, index))],
  };
};
