import { isUnread, type LoggedEvent, type UnreadEvent } from '../../domain/event';
import type { Machine } from '../../domain/machine';
import type { Dossier } from '../../domain/reviewing';
import { limits } from '../block-kit/limits';
import type { Message } from '../block-kit/message';
import { cutPhrase, type Phrase, spoken } from '../block-kit/phrase';
import { listBlock, richBlock } from '../block-kit/rich-block';
import { cutEscaped } from '../block-kit/text';
import type { Look } from '../look';
import { historyWords } from './history-words';
import { shown } from './names';
import { requestTitle } from './request-title';
import { REHEARSAL } from './standing-words';
import { stateWords } from './state-words';

/** How many entries are told from the beginning, and from the end; what lies between is left out. */
const FIRST = 10;
const LAST = 20;
/** So that the whole of it stays below what Slack takes in one message. */
const LONGEST_LINE = 300;

/** The story of one request, as it is told to those who may read it. */
export interface Story {
  readonly dossier: Dossier;
  /** In order. */
  readonly events: readonly (LoggedEvent | UnreadEvent)[];
  /** A machine that goes by the id of the request; null where none is known to. */
  readonly namesake: Machine | null;
  /** Address of the card; null where there is none, or it cannot be told now. */
  readonly cardLink: string | null;
  readonly look: Look;
}

const exportCommand = (requestId: string): string => `node dist/main.js audit export --request ${requestId}`;

/** Every story begins with the asking: where it does not, its beginning is not in the store any more. */
const isWhole = ([first]: Story['events']): boolean =>
  first !== undefined && (isUnread(first) ? first.happening.was : first.happening.kind) === 'asked';

const entries = ([first, ...rest]: Story['events']): string => {
  const last = rest.at(-1) ?? first;
  if (first === undefined || last === undefined) return 'no entries of the log';
  return first === last ? `entry ${first.seq} of the log` : `entries ${first.seq}–${last.seq} of the log`;
};

/** How to ask for the machine instead: by its full name where that is another word, else by its id. */
const namesakeWords = ({ dossier, namesake }: Story): readonly Phrase[] => {
  if (namesake === null) return [];
  const isSame = namesake.name.toUpperCase() === dossier.request.id;
  return [
    [
      'A machine goes by this name, too. For its history type ',
      { code: `/defender history ${shown(isSame ? namesake.id : namesake.name)}` },
      '.',
    ],
  ];
};

const endWords = ({ dossier, events, cardLink }: Story): readonly Phrase[] => {
  const { id, policyHash } = dossier.request;
  return [
    ...stateWords(dossier),
    [
      `Request ${shown(id)}, asked under policy `,
      { code: shown(policyHash) },
      `, ${entries(events)}`,
      ...(cardLink === null ? [] : [', ', { url: cardLink, words: 'card' }]),
      isWhole(events)
        ? '. Whoever runs Twokey can export all of it: '
        : '. Whoever runs Twokey has the earlier ones in the file that they were exported to, and can export the others: ',
      { code: exportCommand(shown(id)) },
    ],
  ];
};

/** Who did what on one request, and why not: one line for each entry of the log, and where it stands now. */
export const historyMessage = (story: Story): Message => {
  const { dossier, events, look } = story;
  const lines = (some: Story['events']): readonly Phrase[] =>
    some.map((event) => cutPhrase(historyWords(event, dossier, look), LONGEST_LINE));
  const left = events.length - FIRST - LAST;
  const isCut = left > 0;
  const title: Phrase = [{ strong: `History of ${requestTitle(dossier)}` }];
  const standing: readonly Phrase[] = [
    ...(look.isRehearsal ? [[{ strong: REHEARSAL }]] : []),
    ...(isWhole(events)
      ? []
      : [['Earlier entries are no longer in the store: they were sealed, and removed after an export.']]),
  ];
  const first = lines(isCut ? events.slice(0, FIRST) : events);
  const last = lines(isCut ? events.slice(-LAST) : []);
  const gap: readonly Phrase[] = isCut
    ? [
        [
          `${left} more entries are left out here; `,
          { code: exportCommand(shown(dossier.request.id)) },
          ' has them all.',
        ],
      ]
    : [];
  const end = [...endWords(story), ...namesakeWords(story)];
  return {
    text: cutEscaped([title, ...standing, ...first, ...gap, ...last, ...end].map(spoken).join('\n'), limits.text),
    blocks: [
      ...(standing.length === 0 ? [] : [richBlock('standing', ...standing)]),
      ...(first.length === 0 ? [richBlock('first', title)] : [listBlock('first', title, first)]),
      ...(isCut ? [listBlock('last', gap[0] ?? [], last)] : []),
      richBlock('end', ...end),
    ],
  };
};
