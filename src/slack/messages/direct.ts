import type { Dossier } from '../../domain/reviewing';
import { limits } from '../block-kit/limits';
import type { Message } from '../block-kit/message';
import { type Phrase, spoken } from '../block-kit/phrase';
import { richBlock } from '../block-kit/rich-block';
import { cutEscaped } from '../block-kit/text';
import { shown } from './names';
import { type NoteFacts, noteMessage } from './notes';
import { requestTitle } from './request-title';

const reasons: Readonly<Record<string, string>> = {
  'no-card': 'its card could not be posted there',
  channel_not_found: 'Slack does not let Twokey see that channel any more',
  is_archived: 'that channel is archived',
  is_inactive: 'that channel is archived',
  not_in_channel: 'Twokey is not in that channel any more',
};

/** About which request this is, and why it is not said where it belongs. */
const intro = ({ request }: Dossier, title: string, because: string | null): Phrase => [
  { strong: `${title}: ` },
  `request ${request.id} by ${shown(request.requestor.name)}, asked in `,
  { channel: request.channel },
  `. You are told directly because ${reasons[because ?? ''] ?? `Slack does not take it there (${shown(because ?? 'unknown')})`}.`,
];

/** What happened to a request, told to one person whom it concerns, since its thread cannot be told. */
export const directMessage = (facts: NoteFacts): Message => {
  const { dossier, posts } = facts;
  const first = intro(dossier, requestTitle(dossier), posts[0]?.because ?? null);
  const { text, blocks } = noteMessage(facts);
  return {
    text: cutEscaped([spoken(first), text].join('\n'), limits.text),
    blocks: [richBlock(`about-${posts[0]?.id ?? ''}`, first), ...blocks],
  };
};
