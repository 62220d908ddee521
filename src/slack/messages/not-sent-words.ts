import type { Happening } from '../../domain/event';
import type { Dossier } from '../../domain/reviewing';
import type { Run } from '../../domain/run';
import { byMachine } from '../../domain/summary';
import type { Phrase } from '../block-kit/phrase';
import { cut, oneLine } from '../block-kit/text';
import { againFor, askAgainWords, oneClickWords } from './ask-again-words';
import { allOf, shown } from './names';

type NotSent = Extract<Happening, { readonly kind: 'not-sent' }>;

const LONGEST = 1000;

const because = ({ words }: NotSent): string => (words === null ? '' : ` ${cut(oneLine(words), LONGEST)}`);

/** The runs on machines of these names. */
const runsOn = ({ runs }: Dossier, names: readonly string[]): readonly Run[] =>
  byMachine(runs.filter(({ machine }) => names.includes(machine.name)));

/** Why a run will never be sent, and what to do about it. */
export const notSentWords = (notSent: NotSent, dossier: Dossier, run: Run | null): Phrase => {
  const some = notSent.machines === undefined ? null : runsOn(dossier, notSent.machines);
  const again = some === null ? askAgainWords(dossier, run) : againFor(dossier.request, some);
  const head = {
    strong: some === null ? 'Not sent:' : `Not sent on ${allOf(some.map(({ machine }) => shown(machine.name)))}:`,
  };
  switch (notSent.reason) {
    case 'send-by':
      return [
        head,
        ' approved, but could not be sent in time; it needs approval again: ',
        ...oneClickWords(dossier),
        ...again,
        `.${because(notSent)}`,
      ];
    case 'stricter':
      return [
        head,
        ` since it was approved, the machine or the policy has changed, and its approval is not enough any more.${because(notSent)} Nothing was done; `,
        ...oneClickWords(dossier),
        ...again,
        '.',
      ];
    case 'not-allowed':
      return [
        head,
        ` since it was asked for, the machine or the policy has changed, and it is not allowed any more.${because(notSent)} Nothing was done. `,
        notSent.next ?? 'Ask whoever keeps the policy file.',
      ];
    case 'withdrawn':
      return [head, ` it was withdrawn.${because(notSent)}`];
    case 'denied':
      return [head, ` it was denied.${because(notSent)}`];
    case 'expired':
      return [head, ` it expired before enough people had approved it.${because(notSent)}`];
    case 'rehearsal':
      return [
        { strong: 'Rehearsal:' },
        ` here Twokey would have called Defender. Nothing was sent, and nothing changed on the machine.${because(notSent)}`,
      ];
    case 'gone':
      return [
        head,
        ` what it was meant for is no longer there to act on.${because(notSent)} Check it in the Defender portal; if it is still needed, `,
        ...again,
        '.',
      ];
  }
};
