import { actionOf } from '../../domain/catalogue';
import { spellDuration } from '../../domain/instant';
import type { Dossier } from '../../domain/reviewing';
import { limits } from '../block-kit/limits';
import type { Message } from '../block-kit/message';
import { type Part, type Phrase, spoken } from '../block-kit/phrase';
import { listBlock, richBlock } from '../block-kit/rich-block';
import { cutEscaped } from '../block-kit/text';
import type { Look, Outside } from '../look';
import { waitsForWords } from './approval-words';
import { faultWords } from './fault-words';
import type { CardLinks } from './held-words';
import { shown } from './names';
import { pausedWords } from './pause-words';
import { requestTitle } from './request-title';
import { REHEARSAL } from './standing-words';
import { stateWords } from './state-words';

const MOST_LISTED = 20;
const MOST_UNSETTLED = 8;

const RESUMING = 'What is approved waits. To go on, two approvers each type /defender resume.';

const failingWords = ({ fault, since }: Outside['failing'][number]): Phrase => [
  ...faultWords(fault),
  ...(since === null ? [] : [' So it is since ', { date: since }, '.']),
  ' What is approved waits.',
];

/** The same as `/readyz` tells: it comes from one place. */
const outsideWords = ({ failing, silentUntil, fullWindows }: Outside): readonly Phrase[] => [
  ...failing.map(failingWords),
  ...(silentUntil === null
    ? []
    : [['Defender wants silence until ', { date: silentUntil }, '. What is approved waits.']]),
  ...fullWindows.map(({ windowMs, calls }) => [
    `The rate budget is used up: ${calls} calls in ${spellDuration(windowMs)}. What is approved waits for its turn.`,
  ]),
];

/** Since when Defender has it, where it runs: of several machines, the first that still runs. */
const runningSince = ({ runs }: Dossier): Phrase => {
  const starts = runs.flatMap(({ status, createdAt }) => (status === 'dispatched' ? (createdAt ?? []) : []));
  return starts.length === 0 ? [] : [', running since ', { date: Math.min(...starts) }];
};

const line = (dossier: Dossier, cardLink: string | null, look: Look): Phrase => {
  const { request } = dossier;
  const [state = []] = stateWords(dossier, look.pause);
  return [
    { strong: requestTitle(dossier) },
    '\n',
    ...state,
    ...waitsForWords(dossier),
    `\nRequest ${request.id} by ${shown(request.requestor.name)}, asked `,
    { date: request.openedAt },
    ...(request.status === 'pending' && request.expiresAt !== null ? [', expires ', { date: request.expiresAt }] : []),
    ...runningSince(dossier),
    ...(cardLink === null ? [] : [', ', { url: cardLink, words: 'card' }]),
  ];
};

/** What waits for people comes before what runs. */
const waitingFirst = (dossiers: readonly Dossier[]): readonly Dossier[] => [
  ...dossiers.filter(({ request }) => request.status === 'pending'),
  ...dossiers.filter(({ request }) => request.status !== 'pending'),
];

const isOf =
  (personId: string) =>
  ({ request }: Dossier): boolean =>
    request.requestor.id === personId;

/** What a status tells of. */
interface OpenNow {
  readonly dossiers: readonly Dossier[];
  /** Of which nobody knows what became of a run; some may be open, too. */
  readonly unsettled: readonly Dossier[];
}

/** One item for each run that somebody has to look for. */
const unsettledItems = ({ unsettled }: OpenNow, cardLinks: CardLinks, look: Look): readonly Phrase[] =>
  unsettled.flatMap((dossier) => {
    const { request } = dossier;
    const link = cardLinks.get(request.id) ?? null;
    return dossier.runs
      .filter(({ status }) => status === 'unsettled')
      .map((run): Phrase => {
        const [state = []] = stateWords({ ...dossier, runs: [run] });
        return [
          { strong: `${actionOf(request.verb).title}: ${shown(run.machine.name)}` },
          '\n',
          ...state,
          `\nRequest ${request.id} by ${shown(request.requestor.name)}, `,
          { url: look.portalLink(run.machine.id), words: 'open in the Defender portal' },
          ...(link === null ? [] : [', ', { url: link, words: 'card' } satisfies Part]),
        ];
      });
  });

const mostOf = (items: readonly Phrase[], most: number): readonly Phrase[] =>
  items.length <= most
    ? items
    : [...items.slice(0, most), [`${items.length - most} or more are left out here; their cards say the same.`]];

/** What a status shows of all that is open, in order. */
const listedOf = (dossiers: readonly Dossier[], personId: string): readonly Dossier[] => {
  const isMine = isOf(personId);
  const others = dossiers.filter((dossier) => !isMine(dossier));
  return [...waitingFirst(dossiers.filter(isMine)), ...waitingFirst(others)].slice(0, MOST_LISTED);
};

/** The requests whose cards a status leads to. */
export const linkedOf = (open: OpenNow, personId: string): readonly string[] => [
  ...new Set(
    [...listedOf(open.dossiers, personId), ...open.unsettled.slice(0, MOST_UNSETTLED)].map(({ request }) => request.id),
  ),
];

/**
 * What waits and what runs, the person's own requests first, and what somebody has to look for.
 *
 * @param cardLinks for each request id the address of its card; null or absent where there is none yet
 */
export const statusMessage = (
  { dossiers, unsettled }: OpenNow,
  personId: string,
  look: Look,
  cardLinks: CardLinks,
): Message => {
  const isMine = isOf(personId);
  const listed = listedOf(dossiers, personId);
  const linesOf = (some: readonly Dossier[]) =>
    some.map((dossier) => line(dossier, cardLinks.get(dossier.request.id) ?? null, look));
  const lists = [
    { id: 'mine', title: 'Yours', lines: linesOf(listed.filter(isMine)) },
    { id: 'others', title: 'Of others', lines: linesOf(listed.filter((dossier) => !isMine(dossier))) },
    {
      id: 'unsettled',
      title: 'Nobody knows what became of these',
      lines: mostOf(unsettledItems({ dossiers, unsettled }, cardLinks, look), MOST_UNSETTLED),
    },
  ].filter(({ lines }) => lines.length > 0);
  const more = dossiers.length - listed.length;
  const standing: readonly Phrase[] = [
    ...(look.pause === null ? [] : [pausedWords(look.pause), [RESUMING]]),
    ...outsideWords(look.outside()),
    ...(look.isRehearsal ? [[{ strong: REHEARSAL }]] : []),
    ...(listed.length === 0 ? [['Nothing waits for approval, and nothing runs.']] : []),
    ...(more > 0
      ? [
          [
            `${more} more ${more === 1 ? 'is' : 'are'} not shown: yours come first, then the newest of others. The cards in their channels have the rest.`,
          ],
        ]
      : []),
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
