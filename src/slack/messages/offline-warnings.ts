import type { Dossier } from '../../domain/reviewing';
import type { Phrase } from '../block-kit/phrase';
import { offlineWords } from './machine-blocks';
import { offlineTogether } from './machine-lines';
import { isSettled } from './state-words';

/** That the action may run days from now, as long as that matters. Judged by the moment at which the facts were read, not by how old they have become since. */
export const offlineWarnings = (dossier: Dossier): readonly Phrase[] => {
  const { request, runs } = dossier;
  if (isSettled(dossier)) return [];
  const warnings =
    runs.length > 1 ? [offlineTogether(dossier)] : runs.map((run) => offlineWords(run, request.openedAt));
  return warnings.filter((words) => words.length > 0);
};
