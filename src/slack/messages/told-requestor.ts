import { type Happening, isOutcome } from '../../domain/event';
import type { Dossier } from '../../domain/reviewing';
import type { Post } from '../../flow/storage';
import type { Phrase } from '../block-kit/phrase';
import { shown } from './names';

const isWithdrawal = (happening: Happening): boolean =>
  happening.kind === 'withdrawn' || (happening.kind === 'not-sent' && happening.reason === 'withdrawn');

/**
 * Whether a note tells the requestor what came of the request: what they did themselves is no news, what is told directly
 * reaches them anyway, and of several machines they are told together.
 */
const isNewsForRequestor = ({ kind, event }: Post, { request, runs }: Dossier): boolean =>
  kind === 'note' &&
  isOutcome(event.happening) &&
  !isWithdrawal(event.happening) &&
  event.actor?.id !== request.requestor.id &&
  (event.runId === null || runs.length === 1);

/** The last of some notes that tells the requestor an outcome; null where none does. Somebody is mentioned once in a message. */
export const newsForRequestor = (inOrder: readonly Post[], dossier: Dossier): Post | null =>
  inOrder.findLast((post) => isNewsForRequestor(post, dossier)) ?? null;

/** Mentions the requestor, so that Slack notifies them. */
export const requestorMention = ({ request }: Dossier): Phrase => [
  ' Asked by ',
  { user: request.requestor.id, name: shown(request.requestor.name) },
  '.',
];
