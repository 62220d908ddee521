import { actionOf } from '../../domain/catalogue';
import type { Dossier } from '../../domain/reviewing';
import { byMachine } from '../../domain/summary';
import { oneLine } from '../block-kit/text';

/** What the request is for: a machine's name, or the Machine Action on it that is to be cancelled. */
export const subjectOf = ({ runs }: Dossier): string => {
  const [first] = byMachine(runs);
  if (first === undefined) return 'no machine';
  const more = runs.length > 1 ? ` and ${runs.length - 1} more` : '';
  return `${oneLine(first.machine.name)}${more}`;
};

/** The request in a few words: `Restrict app execution: web-01.contoso.example`. One line, not escaped. */
export const requestTitle = (dossier: Dossier): string =>
  `${actionOf(dossier.request.verb).title}: ${subjectOf(dossier)}`;
