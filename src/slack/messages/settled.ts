import type { Message } from '../block-kit/message';
import { linkToken } from '../block-kit/tokens';
import { shown } from './names';
import { whisperMessage } from './whisper';

/** What a person said became of a request is on record. */
export const settledMessage = (requestId: string, cardLink: string | null): Message =>
  whisperMessage({
    paragraphs: [[`On record. The card of request ${shown(requestId)} and its thread say what you found.`]],
    lines: cardLink === null ? [] : [linkToken(cardLink, 'Go to the card')],
  });
