import type { Dossier } from '../../domain/reviewing';
import { limits } from '../block-kit/limits';
import type { Message } from '../block-kit/message';
import { richBlock } from '../block-kit/rich-block';
import { cutEscaped, mrkdwn } from '../block-kit/text';
import { linkToken } from '../block-kit/tokens';
import { requestTitle } from './request-title';
import { ONLY_A_COPY } from './standing-words';

/**
 * What becomes of a second message of a card: Slack had not confirmed the first, so it was said again, and then both were
 * there. It has no buttons and no state, so that nothing in the channel is out of date.
 */
export const copyMessage = (dossier: Dossier, cardLink: string | null): Message => {
  const title = `${requestTitle(dossier)} · Request ${dossier.request.id}`;
  const where = 'The card of this request is another message in this channel.';
  return {
    text: cutEscaped(`${title}\n${ONLY_A_COPY} ${where}`, limits.text),
    blocks: [
      richBlock('copy', [{ strong: ONLY_A_COPY }, ` ${where}`], [title]),
      ...(cardLink === null
        ? []
        : [
            {
              type: 'context' as const,
              block_id: 'card',
              elements: [mrkdwn(linkToken(cardLink, 'Go to the card'), limits.section)],
            },
          ]),
    ],
  };
};
