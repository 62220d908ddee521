import { cardGone } from '../domain/opening';
import type { Dossier } from '../domain/reviewing';
import type { Clock, Ids, Log } from './ports';
import type { Posts } from './storage';

/** After so many tries to post a card it is not posted again: somebody who deletes it again and again wins. */
const MOST_TRIES = 20;

/** Whoever has a stake in what becomes of a request: its requestor, and those who approved it. */
const concerned = ({ request, reviews }: Dossier): readonly string[] => [
  ...new Set([
    request.requestor.id,
    ...reviews.filter(({ decision }) => decision === 'approved').map(({ person }) => person.id),
  ]),
];

/** Says things where they can be said, when the place that they belong to is no longer there. */
export const createElsewhere = ({
  posts,
  clock,
  ids,
  log,
}: {
  readonly posts: Pick<Posts, 'redirected' | 'cardGone'>;
  readonly clock: Clock;
  readonly ids: Ids;
  readonly log: Log;
}) => ({
  /** What Slack does not take in a request's thread is told to each of those whom it concerns. */
  tellDirectly: async (notes: readonly string[], dossier: Dossier, code: string): Promise<void> => {
    const people = concerned(dossier);
    log.warn('post.told-directly', { requestId: dossier.request.id, posts: notes, code, people });
    await posts.redirected(notes, code, people, clock.now());
  },

  /** A card that was deleted is posted again; false where it is not, since that was done too often. */
  postCardAgain: async (
    { request }: Dossier,
    card: { readonly postId: string; readonly ts: string; readonly attempt: number },
    code: string,
  ): Promise<boolean> => {
    if (card.attempt >= MOST_TRIES) return false;
    log.warn('card.posted-again', { requestId: request.id, code });
    await posts.cardGone(card, { id: ids.unique(), code, at: clock.now() }, cardGone(request, code, clock.now()));
    return true;
  },
});

export type Elsewhere = ReturnType<typeof createElsewhere>;
