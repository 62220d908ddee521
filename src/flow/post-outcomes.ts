import type { Pace } from './pace';
import type { Clock, Log, PostOutcome } from './ports';
import type { CardRedraw, Posts } from './storage';
import type { Tenure } from './tenure';

/** When a post whose answer was lost is said again. */
export const SAY_AGAIN_MS = 30_000;
/** When what Slack refused for now is tried again. */
export const RETRY_MS = 3_000;

/** Stores what became of messages that were handed to Slack. */
export const createPostOutcomes = (needs: {
  readonly posts: Posts;
  readonly tenure: Tenure;
  readonly clock: Clock;
  readonly log: Log;
  readonly messages: Pace;
  readonly redraws: Pace;
}) => {
  const { posts, tenure, clock, log, messages, redraws } = needs;

  /** Stores what became of posts in a channel, or to a person. */
  const settle = async (
    ids: readonly string[],
    place: string,
    about: object,
    outcome: PostOutcome,
    said: (ts: string) => Promise<void>,
  ): Promise<void> => {
    switch (outcome.kind) {
      case 'sent':
        return said(outcome.ts);
      case 'limited':
        messages.limited(place, outcome.retryAt, clock.now());
        return posts.again(ids, outcome.retryAt);
      case 'unknown':
        log.warn('post.unknown', { ...about, posts: ids, says: outcome.says });
        return posts.unknown(ids, clock.now() + SAY_AGAIN_MS);
      case 'rejected':
        log.warn('post.rejected', { ...about, posts: ids, code: outcome.code });
        return outcome.isFinal ? posts.dropped(ids, outcome.code) : posts.again(ids, clock.now() + RETRY_MS);
    }
  };

  /** Stores what became of a redraw. */
  const settleRedraw = async (
    what: CardRedraw['what'] | 'notice',
    { postId, wantRevision }: Pick<CardRedraw, 'postId' | 'wantRevision'>,
    about: object,
    outcome: PostOutcome,
  ): Promise<void> => {
    // Whoever has the work now may have drawn a later state before this one arrived.
    if (!tenure.holds()) return posts.drawAnew(postId);
    switch (outcome.kind) {
      case 'sent':
        return posts.drawn(postId, wantRevision);
      case 'limited':
        redraws.hush(outcome.retryAt);
        return posts.redrawLater(postId, outcome.retryAt);
      case 'unknown':
        return posts.redrawLater(postId, clock.now() + RETRY_MS);
      case 'rejected':
        log.warn(`${what}.rejected`, { ...about, code: outcome.code });
        return outcome.isFinal ? posts.drawn(postId, wantRevision) : posts.redrawLater(postId, clock.now() + RETRY_MS);
    }
  };

  return { settle, settleRedraw };
};
