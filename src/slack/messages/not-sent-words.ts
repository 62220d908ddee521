import type { Happening } from '../../domain/event';
import type { Dossier } from '../../domain/reviewing';
import type { Run } from '../../domain/run';
import type { Phrase } from '../block-kit/phrase';
import { cut, oneLine } from '../block-kit/text';
import { askAgainWords } from './ask-again-words';

type NotSent = Extract<Happening, { readonly kind: 'not-sent' }>;

const LONGEST = 1000;

const because = ({ words }: NotSent): string => (words === null ? '' : ` ${cut(oneLine(words), LONGEST)}`);

/** Why a run will never be sent, and what to do about it. */
export const notSentWords = (notSent: NotSent, dossier: Dossier, run: Run | null): Phrase => {
  const again = askAgainWords(dossier, run);
  switch (notSent.reason) {
    case 'send-by':
      return [
        { strong: 'Not sent:' },
        ` approved, but could not be sent in time; it needs approval again: `,
        ...again,
        `.${because(notSent)}`,
      ];
    case 'stricter':
      return [
        { strong: 'Not sent:' },
        ` since it was approved, the machine or the policy has changed, and its approval is not enough any more.${because(notSent)} Nothing was done; `,
        ...again,
        '.',
      ];
    case 'not-allowed':
      return [
        { strong: 'Not sent:' },
        ` since it was asked for, the machine or the policy has changed, and it is not allowed any more.${because(notSent)} Nothing was done. `,
        notSent.next ?? 'Ask whoever keeps the policy file.',
      ];
    case 'withdrawn':
      return [{ strong: 'Not sent:' }, ` it was withdrawn.${because(notSent)}`];
    case 'denied':
      return [{ strong: 'Not sent:' }, ` it was denied.${because(notSent)}`];
    case 'expired':
      return [{ strong: 'Not sent:' }, ` it expired before enough people had approved it.${because(notSent)}`];
    case 'rehearsal':
      return [
        { strong: 'Rehearsal:' },
        ` here Twokey would have called Defender. Nothing was sent, and nothing changed on the machine.${because(notSent)}`,
      ];
    case 'gone':
      return [
        { strong: 'Not sent:' },
        ` what it was meant for is no longer there to act on.${because(notSent)} Check it in the Defender portal; if it is still needed, `,
        ...again,
        '.',
      ];
  }
};
