import type { WebClient } from '@slack/web-api';
import type { Sending } from '../../domain/sending';
import type { Clock, PostOutcome, Surface } from '../../flow/ports';
import type { Message } from '../block-kit/message';
import type { FixedLook, Look } from '../look';
import { cardMessage } from '../messages/card';
import { noticeMessage } from '../messages/notice';
import { noteMessage } from '../messages/notes';
import { asWritten } from './clients';
import { outcomeOfFailure } from './post-outcome';

/** Only ids: everybody in the workspace can read a message's metadata. */
const metadata = (postIds: readonly string[]) => ({
  event_type: 'twokey_post',
  event_payload: { post: postIds.join(',') },
});

const sendable = ({ text, blocks }: Message) => ({ text, blocks: [...blocks], ...asWritten });

/** Cards and notes in Slack's channels. Makes each call once and says what is known of it afterwards. */
export const createSurface = (deps: {
  readonly poster: WebClient;
  readonly clock: Clock;
  readonly look: FixedLook;
  /** Told of every failure, for the body of `/readyz`. */
  readonly noteFailure: (code: string) => void;
}): Surface => {
  const { poster, clock, noteFailure } = deps;
  const look = ({ pause }: Sending): Look => ({ ...deps.look, now: clock.now(), pause });

  const attempt = async (call: () => Promise<{ readonly ts?: string }>): Promise<PostOutcome> => {
    try {
      const { ts } = await call();
      return ts === undefined ? { kind: 'unknown', says: 'Slack named no ts.' } : { kind: 'sent', ts };
    } catch (error) {
      const outcome = outcomeOfFailure(error, clock.now());
      noteFailure(outcome.kind === 'rejected' ? outcome.code : outcome.kind);
      return outcome;
    }
  };

  return {
    postCard: (dossier, post, sending) =>
      attempt(() =>
        poster.chat.postMessage({
          channel: post.channel,
          ...sendable(cardMessage({ dossier, postId: post.id, isRepeat: post.isRepeat, look: look(sending) })),
          metadata: metadata([post.id]),
        }),
      ),
    postNotes: (dossier, posts, cardTs, sending) =>
      attempt(() =>
        poster.chat.postMessage({
          channel: dossier.request.channel,
          thread_ts: cardTs,
          ...sendable(noteMessage({ dossier, posts, look: look(sending) })),
          metadata: metadata(posts.map((post) => post.id)),
        }),
      ),
    redrawCard: (dossier, card, sending) =>
      attempt(() =>
        poster.chat.update({
          channel: card.channel,
          ts: card.ts,
          ...sendable(cardMessage({ dossier, postId: card.postId, isRepeat: false, look: look(sending) })),
          metadata: metadata([card.postId]),
        }),
      ),
    postNotice: (notice) =>
      attempt(() =>
        poster.chat.postMessage({
          channel: notice.channel,
          ...sendable(noticeMessage(notice)),
          metadata: metadata([notice.id]),
        }),
      ),
    redrawNotice: (notice) =>
      attempt(() =>
        poster.chat.update({
          channel: notice.channel,
          ts: notice.ts,
          ...sendable(noticeMessage({ ...notice, isRepeat: false })),
          metadata: metadata([notice.postId]),
        }),
      ),
  };
};
