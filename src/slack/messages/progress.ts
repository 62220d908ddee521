import type { KnownBlock } from '@slack/types';
import { actionOf } from '../../domain/catalogue';
import type { Instant } from '../../domain/instant';
import type { Dossier } from '../../domain/reviewing';
import { byMachine } from '../../domain/summary';
import { limits } from '../block-kit/limits';
import type { Message } from '../block-kit/message';
import { cutPhrase, type Phrase, spoken } from '../block-kit/phrase';
import { listBlock, richBlock } from '../block-kit/rich-block';
import { cutEscaped } from '../block-kit/text';
import { longestLine, PER_BLOCK } from './machine-lines';
import { shown } from './names';
import { countsOf, runLine } from './run-words';
import { REPEAT } from './standing-words';

/** What the message of progress is drawn from. */
export interface ProgressFacts {
  readonly dossier: Dossier;
  readonly postId: string;
  /** Whether an earlier attempt to post it may be in the thread already. */
  readonly isRepeat: boolean;
  /** When it is drawn. */
  readonly now: Instant;
}

const titleOf = ({ request, runs }: Dossier): Phrase => [
  { strong: `${actionOf(request.verb).title}, ${runs.length} machines: ` },
  `${countsOf(runs.map(({ status }) => status))}.`,
];

/** The one message under the card of a request for several machines that is redrawn as they move: a line for each. */
export const progressMessage = ({ dossier, postId, isRepeat, now }: ProgressFacts): Message => {
  const runs = byMachine(dossier.runs);
  const longest = longestLine(runs.length);
  const lines = runs.map(
    (run): Phrase => cutPhrase([{ strong: shown(run.machine.name) }, ': ', ...runLine(run)], longest),
  );
  const title: Phrase = [
    ...titleOf(dossier),
    // One whose answer was lost stays as it was: it says of when it is.
    ' As of ',
    { date: now },
    '.',
    ...(isRepeat ? [` ${REPEAT} Only this one is kept up to date.`] : []),
  ];
  const revision = dossier.request.revision + runs.reduce((sum, run) => sum + run.revision, 0);
  const id = (name: string) => `${name}-${postId}-${revision}`;
  const blocks: KnownBlock[] = [richBlock(id('progress'), title)];
  for (let from = 0; from < lines.length; from += PER_BLOCK) {
    blocks.push(listBlock(id(`progress-${from}`), null, lines.slice(from, from + PER_BLOCK)));
  }
  return { text: cutEscaped([title, ...lines].map(spoken).join('\n'), limits.text), blocks };
};
