import type { Dossier } from '../../domain/reviewing';
import { limits } from '../block-kit/limits';
import type { Message } from '../block-kit/message';
import { type Phrase, spoken } from '../block-kit/phrase';
import { listBlock, richBlock } from '../block-kit/rich-block';
import { cutEscaped } from '../block-kit/text';
import type { Look } from '../look';
import { shown } from './names';
import { pausedWords } from './pause-words';
import { requestTitle } from './request-title';
import { REHEARSAL } from './standing-words';
import { stateWords } from './state-words';

const MOST_LISTED = 25;

const RESUMING = 'What is approved waits. To go on, two approvers each type /defender resume.';

const line = (dossier: Dossier, cardLink: string | null, look: Look): Phrase => {
  const { request } = dossier;
  const [state = []] = stateWords(dossier, look.pause);
  return [
    { strong: requestTitle(dossier) },
    '\n',
    ...state,
    `\nRequest ${request.id} by ${shown(request.requestor.name)}, asked `,
    { date: request.openedAt },
    ...(request.status === 'pending' && request.expiresAt !== null ? [', expires ', { date: request.expiresAt }] : []),
    ...(cardLink === null ? [] : [', ', { url: cardLink, words: 'card' }]),
  ];
};

/** What waits for people comes before what runs. */
const waitingFirst = (dossiers: readonly Dossier[]): readonly Dossier[] => [
  ...dossiers.filter(({ request }) => request.status === 'pending'),
  ...dossiers.filter(({ request }) => request.status !== 'pending'),
];

/**
 * What waits and what runs, the person's own requests first.
 *
 * @param cardLinks for each request id the address of its card; null or absent where there is none yet
 */
export const statusMessage = (
  dossiers: readonly Dossier[],
  personId: string,
  look: Look,
  cardLinks: ReadonlyMap<string, string | null>,
): Message => {
  const isMine = ({ request }: Dossier) => request.requestor.id === personId;
  const listed = [
    ...waitingFirst(dossiers.filter(isMine)),
    ...waitingFirst(dossiers.filter((dossier) => !isMine(dossier))),
  ].slice(0, MOST_LISTED);
  const linesOf = (some: readonly Dossier[]) =>
    some.map((dossier) => line(dossier, cardLinks.get(dossier.request.id) ?? null, look));
  const lists = [
    { id: 'mine', title: 'Yours', lines: linesOf(listed.filter(isMine)) },
    { id: 'others', title: 'Of others', lines: linesOf(listed.filter((dossier) => !isMine(dossier))) },
  ].filter(({ lines }) => lines.length > 0);
  const more = dossiers.length - listed.length;
  const standing: readonly Phrase[] = [
    ...(look.pause === null ? [] : [pausedWords(look.pause), [RESUMING]]),
    ...(look.isRehearsal ? [[{ strong: REHEARSAL }]] : []),
    ...(listed.length === 0 ? [['Nothing waits for approval, and nothing runs.']] : []),
    ...(more > 0 ? [[`${more} more are not shown.`]] : []),
  ];
  const said = [...standing, ...lists.flatMap(({ title, lines }) => [[title], ...lines])];
  return {
    text: cutEscaped(said.map(spoken).join('\n'), limits.text),
    blocks: [
      ...(standing.length === 0 ? [] : [richBlock('standing', ...standing)]),
      ...lists.map(({ id, title, lines }) => listBlock(id, [{ strong: title }], lines)),
    ],
  };
};
