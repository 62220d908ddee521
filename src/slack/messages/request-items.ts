import { actionOf } from '../../domain/catalogue';
import type { Dossier } from '../../domain/reviewing';
import type { Phrase } from '../block-kit/phrase';
import { cut, oneLine } from '../block-kit/text';
import type { Look } from '../look';
import type { CardLinks } from './held-words';
import { shown } from './names';
import { stateWords } from './state-words';

const LONGEST_COMMENT = 120;

/** What was asked for a machine, when, by whom, why, and where it stands: as an item of a list. */
export const askedItem = (
  dossier: Dossier,
  { machineId, links, look }: { readonly machineId: string; readonly links: CardLinks; readonly look: Look },
): Phrase => {
  const { request, runs } = dossier;
  const onIt = runs.filter(({ machine }) => machine.id.toLowerCase() === machineId.toLowerCase());
  const others = runs.length - onIt.length;
  const [state = []] = stateWords({ ...dossier, runs: onIt }, look.pause);
  const url = links.get(request.id) ?? null;
  return [
    { date: request.openedAt },
    ' · ',
    { strong: actionOf(request.verb).title },
    `, asked by ${shown(request.requestor.name)}: “${cut(oneLine(request.comment), LONGEST_COMMENT)}”`,
    others === 0 ? '' : ` (with ${others} other ${others === 1 ? 'machine' : 'machines'})`,
    '\n',
    ...state,
    `\nRequest ${shown(request.id)}`,
    ...(url === null ? [] : [', ', { url, words: 'card' }]),
  ];
};
