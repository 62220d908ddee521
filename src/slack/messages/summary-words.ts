import { runsToAskAgain } from '../../domain/asking-again';
import type { Happening } from '../../domain/event';
import type { Dossier } from '../../domain/reviewing';
import type { Outcome } from '../../domain/outcome';
import type { Phrase } from '../block-kit/phrase';
import { againFor, oneClickWords } from './ask-again-words';
import { shown } from './names';
import { countsOf, notSentBecause } from './run-words';
import { outcomeSaid } from './settle-words';

type Summary = Extract<Happening, { readonly kind: 'summary' }>;

const LONGEST_NAMES = 2_000;

interface Group {
  readonly label: string;
  readonly why: string;
  readonly names: readonly string[];
}

const reason = ({ status, because }: Outcome): Omit<Group, 'names'> | null => {
  switch (status) {
    case 'failed':
      return because === null
        ? { label: 'Failed', why: ' (the machine or Defender could not carry it out)' }
        : { label: 'Failed', why: ` (refused, so nothing was done: “${because}”)` };
    case 'timed_out':
      return { label: 'TimeOut', why: ' (not picked up in about 3 days, and Defender gave up)' };
    case 'cancelled':
      return { label: 'Cancelled', why: '' };
    case 'not_sent':
      return { label: 'Not sent', why: ` (${notSentBecause(because) ?? 'it is over'})` };
    case 'unsettled':
      return { label: 'Not known', why: ' (what became of it: only a person can find out now)' };
    case 'settled':
      return because === 'did-not-happen' ? { label: 'Settled', why: ` (${outcomeSaid(because)})` } : null;
    default:
      return null;
  }
};

/** Machines that did not come to what was asked for, those with the same reason together. */
const groupsOf = (outcomes: readonly Outcome[]): readonly Group[] => {
  const groups = new Map<string, Group>();
  for (const outcome of outcomes) {
    const why = reason(outcome);
    if (why === null) continue;
    const key = `${why.label}${why.why}`;
    groups.set(key, { ...why, names: [...(groups.get(key)?.names ?? []), shown(outcome.machine)] });
  }
  return [...groups.values()];
};

const listed = (names: readonly string[]): string => {
  const fitting = names.filter((_, index) => names.slice(0, index + 1).join(', ').length <= LONGEST_NAMES);
  const left = names.length - fitting.length;
  return `${fitting.join(', ')}${left === 0 ? '' : ` and ${left} more, which the card names`}`;
};

const groupWords = ({ label, why, names }: Group): Phrase => ['\n', { strong: label }, `: ${listed(names)}${why}`];

const settleHelp = (requestId: string): Phrase => [
  '\nWhoever has looked in the Defender portal can say what became of one: ',
  { code: `/defender settle ${requestId} MACHINE happened COMMENT` },
  '.',
];

/** What came of all machines of a request together: how many ended how, and those that did not succeed with why. */
export const summaryWords = ({ outcomes }: Summary, dossier: Dossier): Phrase => {
  const groups = groupsOf(outcomes);
  const again = runsToAskAgain(dossier);
  return [
    { strong: `All ${outcomes.length} machines have come to their end: ` },
    `${countsOf(outcomes.map(({ status }) => status))}.`,
    ...groups.flatMap(groupWords),
    ...(outcomes.some(({ status }) => status === 'unsettled') ? settleHelp(dossier.request.id) : []),
    ...(again.length === 0
      ? []
      : [
          '\nFor just those that did not succeed: ',
          ...oneClickWords(dossier),
          ...againFor(dossier.request, again),
          '.',
        ]),
  ];
};
