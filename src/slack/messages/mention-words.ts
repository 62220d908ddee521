import type { Message } from '../block-kit/message';
import { whisperMessage } from './whisper';

/** A message that mentions Twokey further on asks for nothing. */
export const asideMessage = (): Message =>
  whisperMessage({
    paragraphs: [
      [
        { strong: 'Nothing was asked.' },
        ' Your message mentions Twokey, but does not begin with it. To ask, begin with the mention: ',
        { code: '@Twokey restrict web-01 why it is needed' },
        '.',
      ],
    ],
  });

/** A message that was edited, or is more than words, asks for nothing. */
export const notPlainMessage = (): Message =>
  whisperMessage({
    paragraphs: [
      [
        { strong: 'Nothing was asked.' },
        ' Twokey takes words from plain messages only: not from one that was edited, carries a file, or is sent from a ' +
          'thread to its channel as well. Write a new message.',
      ],
    ],
  });
