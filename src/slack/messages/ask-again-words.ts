import type { Dossier } from '../../domain/reviewing';
import type { Run } from '../../domain/run';
import type { Phrase } from '../block-kit/phrase';
import { shown } from './names';

/** What to type to ask for the same once more. */
export const askAgainWords = ({ request }: Pick<Dossier, 'request'>, run: Run | null): Phrase => {
  if (run === null || run.subject !== null) {
    // A cancellation names the request whose Machine Action it is about, and the run knows only the Machine Action.
    return ['ask again with ', { code: `/defender ${request.verb}` }];
  }
  const words = [request.verb, shown(run.machine.name), ...(request.parameter === null ? [] : [request.parameter])];
  return ['ask again with ', { code: `/defender ${words.join(' ')}` }];
};
