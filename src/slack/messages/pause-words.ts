import { spellDuration } from '../../domain/instant';
import type { Dossier } from '../../domain/reviewing';
import { isHeldBack, type Pause } from '../../domain/sending';
import type { Part, Phrase } from '../block-kit/phrase';
import { cut, oneLine } from '../block-kit/text';
import { shown } from './names';

const LONGEST_REASON = 300;

const dated = (pause: Pause): readonly Part[] => [` by ${shown(pause.by.name)} since `, { date: pause.at }];

/** That nothing is sent: by whom, since when and why. */
export const pausedWords = (pause: Pause): Phrase => [
  { strong: 'Sending to Defender is paused' },
  ...dated(pause),
  `: “${cut(oneLine(pause.words), LONGEST_REASON)}”`,
];

/** What a pause means for what is not asked for yet. */
export const wouldWaitWords = (pause: Pause | null): readonly Phrase[] =>
  pause === null ? [] : [[...pausedWords(pause), '. It could be asked for and approved, and would wait.']];

/** What a pause means for one request; nothing where it holds nothing back. */
export const heldBackWords = ({ request, runs }: Dossier, pause: Pause | null): readonly Phrase[] => {
  if (pause === null || !isHeldBack(runs)) return [];
  const meaning =
    request.status === 'pending'
      ? `It can be approved or denied. Once approved it waits until two approvers have resumed sending; after ${spellDuration(request.terms.sendWithinMs)} it would need approval again.`
      : 'It waits until two approvers have resumed sending.';
  return [pausedWords(pause), [meaning]];
};
