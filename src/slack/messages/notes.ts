import type { KnownBlock } from '@slack/types';
import type { Dossier } from '../../domain/reviewing';
import type { Post } from '../../flow/storage';
import { limits } from '../block-kit/limits';
import type { Message } from '../block-kit/message';
import { type Phrase, spoken } from '../block-kit/phrase';
import { richBlock } from '../block-kit/rich-block';
import { cutEscaped, mrkdwn } from '../block-kit/text';
import type { Look } from '../look';
import { callRequestor } from './containment-words';
import { callWords } from './escalation-words';
import { noteButtons } from './note-buttons';
import { noteWords } from './note-words';
import { remindWords } from './reminder-words';
import { REPEAT } from './standing-words';
import { newsForRequestor, requestorMention } from './told-requestor';

/** What a note is made from: one post, or several that are said together because they are late. */
export interface NoteFacts {
  readonly dossier: Dossier;
  readonly posts: readonly Post[];
  readonly look: Look;
}

/** A note that comes later than this says when it was. */
const LATE_MS = 60_000;

const paragraph = (post: Post, { dossier, look }: NoteFacts, mention: Phrase): Phrase | null => {
  const words = noteWords(post.event, dossier, look);
  if (words === null) return null;
  const isLate = look.now - post.event.at > LATE_MS;
  const late: Phrase = isLate ? [' (', { date: post.event.at }, ')'] : [];
  return [...words, ...late, ...mention, ...(post.isRepeat ? [` ${REPEAT}`] : [])];
};

/** Who is called by a note; null where it calls nobody. */
const callOf = ({ event: { happening } }: Post, dossier: Dossier) => {
  if (happening.kind === 'escalated') return callWords(happening, dossier);
  if (happening.kind === 'containment-over' || happening.kind === 'lifts-soon') return callRequestor(dossier);
  return happening.kind === 'reminded' ? remindWords(happening, dossier) : null;
};

const callBlock = (words: string, index: number): KnownBlock => ({
  type: 'section',
  block_id: `call-${index}`,
  text: mrkdwn(words, limits.section),
});

/** What happened, in the thread under the card. Every post that is given is told. */
export const noteMessage = (facts: NoteFacts): Message => {
  const inOrder = [...facts.posts].sort((a, b) => a.event.seq - b.event.seq);
  const news = newsForRequestor(inOrder, facts.dossier);
  const paragraphs = inOrder
    .map((post) => paragraph(post, facts, post === news ? requestorMention(facts.dossier) : []))
    .filter((words) => words !== null);
  const calls = inOrder.flatMap((post) => callOf(post, facts.dossier) ?? []);
  const buttons = noteButtons(inOrder, facts.dossier);
  const perBlock = Math.ceil(paragraphs.length / (limits.blocks - calls.length - buttons.length));
  const blocks = Array.from({ length: perBlock === 0 ? 0 : Math.ceil(paragraphs.length / perBlock) }, (_, index) =>
    richBlock(`note-${index}-${inOrder[0]?.id ?? ''}`, ...paragraphs.slice(index * perBlock, (index + 1) * perBlock)),
  );
  return {
    text: cutEscaped([...paragraphs.map(spoken), ...calls.map(({ plain }) => plain)].join('\n'), limits.text),
    // Markup and not rich text: of this it is documented that it notifies a user group.
    blocks: [...blocks, ...calls.map(({ markup }, index) => callBlock(markup, index)), ...buttons],
  };
};
