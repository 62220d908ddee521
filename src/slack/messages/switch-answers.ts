import type { Switched } from '../../flow/intake';
import type { Message } from '../block-kit/message';
import type { Part, Phrase } from '../block-kit/phrase';
import { whisperMessage } from './whisper';

const MOST_NAMED = 10;

type Done = Extract<Switched, { readonly kind: 'done' }>;

const toldWhere = (channels: readonly string[]): Phrase => {
  if (channels.length === 0) {
    return ['Twokey cannot post where you said this, and the policy lists no channels, so only the cards tell of it.'];
  }
  const [first = '', ...others] = channels.slice(0, MOST_NAMED);
  const more = channels.length - MOST_NAMED;
  return [
    'It is told in ',
    { channel: first },
    ...others.flatMap((channel): readonly Part[] => [', ', { channel }]),
    more > 0 ? ` and ${more} more channels.` : '.',
  ];
};

/** To whoever has stopped all sending. */
export const pausedMessage = ({ needed, channels }: Done): Message =>
  whisperMessage({
    paragraphs: [
      [{ strong: 'Sending to Defender is paused.' }, ' Nothing more is sent from now on; asking and approving go on.'],
      ['What Defender has already goes on there: if it must be stopped, cancel it in the Defender portal.'],
      [`To go on, ${needed} approvers each type `, { code: '/defender resume' }, '. You may be one of them.'],
      toldWhere(channels),
    ],
  });

/** To whoever has said that sending may go on. */
export const resumedMessage = ({ given, needed, channels }: Done): Message => {
  const isResumed = given === null || given >= needed;
  return whisperMessage({
    paragraphs: [
      isResumed
        ? [
            { strong: 'Sending to Defender goes on.' },
            ' What is approved and still within its time is sent now; what is not needs approval again.',
          ]
        : [
            { strong: `Noted: ${given} of ${needed}.` },
            ' Sending stays paused until another approver types ',
            { code: '/defender resume' },
            ' or presses Resume.',
          ],
      toldWhere(channels),
    ],
  });
};
