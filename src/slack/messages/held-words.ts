import { type Containment, effectOfRun, type OurRun } from '../../domain/containment';
import type { Instant } from '../../domain/instant';
import type { Part, Phrase } from '../block-kit/phrase';
import { cut, oneLine } from '../block-kit/text';
import { namesOf, shown } from './names';
import { stateWords } from './state-words';

const LONGEST_COMMENT = 160;

/** Addresses of cards by request id; null or absent where there is none, or it cannot be told now. */
export type CardLinks = ReadonlyMap<string, string | null>;

const quoted = (words: string): string => `“${cut(oneLine(words), LONGEST_COMMENT)}”`;

const cardPart = (requestId: string, links: CardLinks): Phrase => {
  const url = links.get(requestId) ?? null;
  return url === null ? [] : [', ', { url, words: 'card' }];
};

const since = (at: Instant | null): Phrase =>
  at === null ? [' since an unknown time'] : [' since ', { date: at } satisfies Part];

/** Of what kind it is, and how far it goes. */
export const kindWords = ({ kind, action, ours }: Containment): string => {
  if (kind === 'restriction') return 'Restricted to programs signed by Microsoft';
  const scope = (action?.scope ?? ours?.run.parameter ?? '').toLowerCase();
  return scope === '' ? 'Isolated' : `Isolated (${shown(scope)})`;
};

const askedWords = ({ dossier }: OurRun, links: CardLinks): Phrase => {
  const { request, reviews } = dossier;
  const approvers = reviews.filter(({ decision }) => decision === 'approved').map(({ person }) => person);
  return [
    `Asked through Twokey by ${shown(request.requestor.name)}`,
    ...(approvers.length === 0 ? [] : [`, approved by ${namesOf(approvers)}`]),
    `: ${quoted(request.comment)}. Request ${shown(request.id)}`,
    ...cardPart(request.id, links),
    '.',
  ];
};

const adoptedWords = ({ run }: OurRun): string =>
  run.adoptedFrom === null ? '' : ` It was already running, started by ${shown(run.adoptedFrom)}.`;

const settledWords = ({ run }: OurRun): string =>
  run.settlement === null ? '' : ` ${shown(run.settlement.by.name)} said that it happened.`;

const foreignWords = ({ action }: Containment): Phrase => [
  'Not asked through this Twokey: in the portal, or by another app. ',
  action === null || action.requestor === null
    ? 'Defender does not say by whom'
    : `Defender says by ${shown(action.requestor)}`,
  action === null || action.comment === null ? ', and gives no comment.' : `: ${quoted(action.comment)}`,
];

const sourceWords = ({ ours, action }: Containment, isListRead: boolean): string => {
  if (ours === null) return ' Source: Defender’s list.';
  if (action !== null) return ' Source: Twokey’s record and Defender’s list.';
  return isListRead ? ' Source: Twokey’s record; Defender’s list does not show it.' : ' Source: Twokey’s record.';
};

const endingWords = ({ kind, ending }: Containment): Phrase =>
  ending === null
    ? []
    : [
        `\n${kind === 'isolation' ? 'Its release' : 'The end of it'} is ${shown(ending.status)}: Machine Action `,
        { code: shown(ending.id) },
        '.',
      ];

/** Since when, by whom, why and in which thread a machine is contained, and who says so. */
export const containmentWords = (
  one: Containment,
  { links, isListRead }: { readonly links: CardLinks; readonly isListRead: boolean },
): Phrase => [
  { strong: kindWords(one) },
  ...since(one.since),
  '\n',
  ...(one.ours === null
    ? foreignWords(one)
    : [...askedWords(one.ours, links), adoptedWords(one.ours), settledWords(one.ours)]),
  sourceWords(one, isListRead),
  ...endingWords(one),
];

/** What nobody knows: whether a run of ours holds a machine, or let it go. */
export const unsettledWords = ({ run, dossier }: OurRun, links: CardLinks): Phrase => {
  const what = effectOfRun(run)?.does === 'end' ? 'let it go' : 'contained it';
  const [state = []] = stateWords({ ...dossier, runs: [run] });
  return [
    { strong: shown(run.machine.name) },
    `: request ${shown(run.requestId)} by ${shown(dossier.request.requestor.name)} may have ${what}. `,
    ...state,
    ...cardPart(run.requestId, links),
  ];
};

/** What neither source can know. */
export const blindSpots: Phrase = [
  { strong: 'What this cannot know: ' },
  'Defender has no “isolated” flag. What attack disruption does, and a forced release, do not show as Machine Actions; the machine’s page in the Defender portal shows them. An isolation counts as over 7 days after it began, because Defender lifts it then by itself.',
];
