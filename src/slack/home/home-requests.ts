import type { KnownBlock } from '@slack/types';
import type { HomeItem, HomeList } from '../../flow/home-page';
import type { Phrase } from '../block-kit/phrase';
import { listBlock } from '../block-kit/rich-block';
import type { Look } from '../look';
import { shown } from '../messages/names';
import { requestTitle } from '../messages/request-title';
import { stateWords } from '../messages/state-words';
import { permalink } from '../web-api/permalink';

/** What the lists of Home are drawn with. */
export interface HomeLook {
  readonly look: Look;
  /** Address of the workspace; null until Slack has said. */
  readonly workspaceUrl: string | null;
}

const linkWords = (item: HomeItem, { workspaceUrl }: HomeLook): Phrase => {
  const { card } = item;
  return card === null || workspaceUrl === null
    ? []
    : [', ', { url: permalink(workspaceUrl, { ...card, thread: item.dossier.request.thread }), words: 'see its card' }];
};

/** Which request it is, and where its card is. */
export const aboutWords = (item: HomeItem, home: HomeLook): Phrase => {
  const { request } = item.dossier;
  return [
    `Request ${request.id} by ${shown(request.requestor.name)} in `,
    { channel: request.channel },
    ', asked ',
    { date: request.openedAt },
    ...(request.status === 'pending' && request.expiresAt !== null ? [', expires ', { date: request.expiresAt }] : []),
    ...linkWords(item, home),
  ];
};

/** How many more there are, and where to see them; nothing where all are shown. */
const moreWords = ({ items, total }: HomeList): readonly Phrase[] =>
  total > items.length
    ? [[`${total - items.length} more are not shown here: type `, { code: '/defender status' }, ' in a channel.']]
    : [];

/** Requests one by one, without buttons. */
export const requestList = (blockId: string, title: string, list: HomeList, home: HomeLook): readonly KnownBlock[] => {
  if (list.total === 0) return [];
  const lines = list.items.map((item): Phrase => {
    const [state = []] = stateWords(item.dossier, home.look.pause);
    return [{ strong: requestTitle(item.dossier) }, '\n', ...state, '\n', ...aboutWords(item, home)];
  });
  return [listBlock(blockId, [{ strong: `${title} (${list.total})` }], [...lines, ...moreWords(list)])];
};
