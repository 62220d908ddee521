import type { Happening } from '../../domain/event';
import type { Dossier } from '../../domain/reviewing';
import type { Run, SettledAs } from '../../domain/run';
import type { Phrase } from '../block-kit/phrase';
import { cut, oneLine } from '../block-kit/text';
import { askAgainWords } from './ask-again-words';
import { lastingWords } from './effect-words';
import { shown } from './names';

type Of<K extends Happening['kind']> = Extract<Happening, { readonly kind: K }>;

const LONGEST_REASON = 1000;

const on = (run: Run | null): string => (run === null ? '' : ` on ${shown(run.machine.name)}`);

const quoted = (words: string): string => `“${cut(oneLine(words), LONGEST_REASON)}”`;

const outcomes: Readonly<Record<SettledAs, string>> = {
  happened: 'it happened',
  'did-not-happen': 'it did not happen',
};

/** What a person said became of a run, in a few words. */
export const outcomeSaid = (as: SettledAs): string => outcomes[as];

/** How somebody who has looked says what became of it; of several machines, of which one. */
export const howToSettle = ({ request, runs }: Dossier, run: Run | null): Phrase => [
  ' Then an approver can say what became of it: ',
  {
    code: `/defender settle ${request.id} ${runs.length > 1 && run !== null ? `${shown(run.machine.name)} ` : ''}happened COMMENT`,
  },
  ', ',
  { code: 'did-not-happen' },
  " in place of the word, or the Machine Action's id.",
];

/** A person said what became of it. */
export const settledWords = (
  settled: Of<'settled-by-person'>,
  actor: string,
  dossier: Dossier,
  run: Run | null,
): Phrase => [
  { strong: `Settled by ${actor}` },
  `: ${outcomeSaid(settled.as)}${on(run)}. ${quoted(settled.words)}`,
  ...(settled.as === 'happened'
    ? lastingWords(dossier, run)
    : [' If it is still needed, ', ...askAgainWords(dossier, run), '.']),
];

/** A person named the Machine Action. */
export const foundByPersonWords = (found: Of<'found-by-person'>, actor: string, run: Run | null): Phrase => [
  { strong: `Found by ${actor}` },
  ': Machine Action ',
  { code: shown(found.machineActionId) },
  `${on(run)}: `,
  { strong: shown(found.status) },
  `. ${quoted(found.words)} Twokey follows it and tells how it ends.`,
  ...(found.startedBy === null ? [] : [` It was started by ${shown(found.startedBy)}, not by Twokey.`]),
];

/** Defender shows what a person had settled. */
export const foundAfterSettlingWords = (
  found: Of<'found-after-settling'>,
  { request }: Dossier,
  run: Run | null,
): Phrase => [
  { strong: 'Found after all: ' },
  'Defender shows Machine Action ',
  { code: shown(found.machineActionId) },
  ` of this request${on(run)}: `,
  { strong: shown(found.status) },
  `. ${shown(found.by.name)} had settled that ${outcomeSaid(found.as)}. `,
  ...(found.openIn === null
    ? ['Twokey follows it; to stop it, type ', { code: `/defender cancel ${request.id}` }, '.']
    : [`Twokey does not follow it here: request ${shown(found.openIn)} is about the same action on this machine.`]),
];
