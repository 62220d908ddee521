import { canBeAskedAgain } from '../../domain/asking-again';
import type { Dossier } from '../../domain/reviewing';
import type { Run } from '../../domain/run';
import { byMachine } from '../../domain/summary';
import { typedWantedFor } from '../../domain/wanted-for';
import type { Phrase } from '../block-kit/phrase';
import { shown } from './names';

/** What to type to ask for the same once more. */
export const askAgainWords = ({ request }: Pick<Dossier, 'request'>, run: Run | null): Phrase => {
  if (run === null || run.subject !== null) {
    // A cancellation names the request whose Machine Action it is about, and the run knows only the Machine Action.
    return ['ask again with ', { code: `/defender ${request.verb}` }];
  }
  return againFor(request, [run]);
};

/** The same for some of several machines. */
export const againFor = (request: Dossier['request'], runs: readonly Run[]): Phrase => {
  const words = [
    request.verb,
    byMachine(runs)
      .map(({ machine }) => shown(machine.name))
      .join(','),
    ...(request.parameter === null ? [] : [request.parameter]),
    ...(request.forMs === null ? [] : ['for', typedWantedFor(request.forMs)]),
  ];
  return ['ask again with ', { code: `/defender ${words.join(' ')}` }];
};

/** How a denial's reason can be answered, on the card; nothing where nobody can. */
export const answerWords = (dossier: Dossier): Phrase =>
  dossier.againAs === null && canBeAskedAgain(dossier)
    ? [` ${shown(dossier.request.requestor.name)} can press Ask again on the card, and say more.`]
    : [];

/** Who asks again with one click, on the card; nothing where nobody can. */
export const oneClickWords = (dossier: Dossier): Phrase =>
  dossier.againAs === null && canBeAskedAgain(dossier)
    ? [`${shown(dossier.request.requestor.name)} can press Ask again on the card, or `]
    : [];
