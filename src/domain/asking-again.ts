import { type Refusal, refuse } from './refusal';
import type { Dossier } from './reviewing';
import { isOver, type Run } from './run';

/** Why a run was not sent, where asking for the same again may come to more. */
const curable: ReadonlySet<string | null> = new Set(['send-by', 'stricter', 'denied', 'expired', 'withdrawn']);

const cameToNothing = ({ status, trouble }: Run): boolean =>
  status === 'failed' ||
  status === 'timed_out' ||
  status === 'cancelled' ||
  (status === 'not_sent' && curable.has(trouble));

/** Whether anything can still come of it by itself: what nobody can settle is not waited for. */
const isAtRest = (run: Run): boolean => isOver(run) || run.status === 'unsettled' || run.status === 'settled';

/**
 * The runs that are asked again with one click: those that came to nothing, once none is under way, since a request is
 * asked again only once. A cancellation is not: it names a request, and its run knows the Machine Action alone.
 */
export const runsToAskAgain = ({ request, runs }: Pick<Dossier, 'request' | 'runs'>): readonly Run[] =>
  request.status !== 'pending' && runs.every(isAtRest)
    ? runs.filter((run) => run.subject === null && cameToNothing(run))
    : [];

/** Whether something of this can be asked again with one click. */
export const canBeAskedAgain = (dossier: Pick<Dossier, 'request' | 'runs'>): boolean =>
  runsToAskAgain(dossier).length > 0;

/** Whether the same words would pass over somebody's reason: they are changed first, to answer it. */
export const needsOtherWords = ({ request }: Pick<Dossier, 'request'>): boolean => request.status === 'denied';

/**
 * Why somebody may not ask again with one click; null when they may. Only the requestor: whoever else wants it has their
 * own words for why, and types them.
 */
export const refuseAskingAgain = (dossier: Dossier, personId: string): Refusal | null => {
  const { request, againAs } = dossier;
  if (againAs !== null) return refuse('asked-again', againAs);
  if (!canBeAskedAgain(dossier)) return refuse('nothing-to-ask-again', request.id);
  return personId === request.requestor.id ? null : refuse('not-yours-to-ask-again', request.requestor.name);
};
