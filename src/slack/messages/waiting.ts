import type { KnownBlock } from '@slack/types';
import type { Dossier } from '../../domain/reviewing';
import type { Post } from '../../flow/storage';
import { limits } from '../block-kit/limits';
import type { Message } from '../block-kit/message';
import { type Phrase, spoken } from '../block-kit/phrase';
import { quoteBlock, richBlock } from '../block-kit/rich-block';
import { cut, cutEscaped } from '../block-kit/text';
import type { Look } from '../look';
import { effectWords } from './effect-words';
import { shown } from './names';
import { requestTitle } from './request-title';
import { REHEARSAL, REPEAT } from './standing-words';

const LONGEST_COMMENT = 300;

/** One request that waits, with the way to its card. */
export interface WaitingItem {
  readonly dossier: Dossier;
  readonly post: Post;
  readonly cardLink: string | null;
}

const about = ({ dossier, cardLink }: WaitingItem): Phrase => {
  const { request } = dossier;
  return [
    `Request ${request.id} by ${shown(request.requestor.name)} in `,
    { channel: request.channel },
    ...(request.expiresAt === null ? [] : [', expires ', { date: request.expiresAt }]),
    ...(cardLink === null ? [] : [': ', { url: cardLink, words: 'decide on its card' }]),
    '.',
  ];
};

const blocksOf = (item: WaitingItem): readonly KnownBlock[] => {
  const { request } = item.dossier;
  return [
    richBlock(`waiting-${item.post.id}`, [{ strong: requestTitle(item.dossier) }], effectWords(request), about(item)),
    quoteBlock(`comment-${item.post.id}`, ['Comment'], cut(request.comment, LONGEST_COMMENT)),
  ];
};

const STOP: Phrase = [
  'You are told directly because you asked for it. To stop: ',
  { code: '/defender unsubscribe' },
  '.',
];

/** What waits for somebody who wanted to be told. */
export const waitingMessage = (items: readonly WaitingItem[], look: Look): Message => {
  const isRepeat = items.some(({ post }) => post.isRepeat);
  const first: readonly Phrase[] = [
    [
      {
        strong:
          items.length === 1 ? 'This waits for your approval:' : `${items.length} requests wait for your approval:`,
      },
    ],
    ...(look.isRehearsal ? [[REHEARSAL]] : []),
    ...(isRepeat ? [[REPEAT]] : []),
  ];
  const lines = [...first, ...items.flatMap((item) => [[requestTitle(item.dossier)], about(item)])];
  return {
    text: cutEscaped(lines.map(spoken).join('\n'), limits.text),
    blocks: [
      richBlock(`first-${items[0]?.post.id ?? ''}`, ...first),
      ...items.flatMap(blocksOf),
      richBlock(`stop-${items[0]?.post.id ?? ''}`, STOP),
    ],
  };
};
