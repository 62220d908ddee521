import type { WebClient } from '@slack/web-api';
import type { Sending } from '../../domain/sending';
import type { Clock, PostOutcome, Surface } from '../../flow/ports';
import type { Message } from '../block-kit/message';
import type { FixedLook, Look } from '../look';
import { cardMessage } from '../messages/card';
import { copyMessage } from '../messages/copy';
import { directMessage } from '../messages/direct';
import { noteMessage } from '../messages/notes';
import { noticeMessage } from '../messages/notice';
import { progressMessage } from '../messages/progress';
import { waitingMessage } from '../messages/waiting';
import { asWritten } from './clients';
import { outcomeOfFailure } from './post-outcome';
import type { SlackWatch } from './slack-watch';

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
  /** Address of a request's card; null where it cannot be told. */
  readonly cardLink: (requestId: string) => Promise<string | null>;
  /** Told how every call went. */
  readonly watch: SlackWatch;
}): Surface => {
  const { poster, clock, watch } = deps;
  const look = ({ pause }: Sending): Look => ({ ...deps.look, now: clock.now(), pause });

  const attempt = async (call: () => Promise<{ readonly ts?: string }>): Promise<PostOutcome> => {
    try {
      const { ts } = await call();
      watch.answered();
      return ts === undefined ? { kind: 'unknown', says: 'Slack named no ts.' } : { kind: 'sent', ts };
    } catch (error) {
      const outcome = outcomeOfFailure(error, clock.now());
      watch.failed(outcome.kind === 'rejected' ? outcome.code : outcome.kind);
      return outcome;
    }
  };

  return {
    postCard: (dossier, post, sending) =>
      attempt(() =>
        poster.chat.postMessage({
          channel: post.channel,
          ...(dossier.request.thread === null ? {} : { thread_ts: dossier.request.thread }),
          ...sendable(
            cardMessage({
              dossier,
              postId: post.id,
              isRepeat: post.isRepeat,
              because: post.because,
              look: look(sending),
            }),
          ),
          metadata: metadata([post.id]),
        }),
      ),
    postNotes: (dossier, posts, cardTs, sending) =>
      attempt(() =>
        poster.chat.postMessage({
          channel: dossier.request.channel,
          // Where the card is in a thread itself, that one is its thread, too: Slack knows no threads in threads.
          thread_ts: dossier.request.thread ?? cardTs,
          ...sendable(noteMessage({ dossier, posts, look: look(sending) })),
          metadata: metadata(posts.map((post) => post.id)),
        }),
      ),
    postDirect: (dossier, posts, sending) =>
      attempt(() =>
        poster.chat.postMessage({
          channel: posts[0]?.channel ?? '',
          ...sendable(directMessage({ dossier, posts, look: look(sending) })),
          metadata: metadata(posts.map((post) => post.id)),
        }),
      ),
    postWaiting: async (items, sending) => {
      const linked = await Promise.all(
        items.map(async (item) => ({ ...item, cardLink: await deps.cardLink(item.dossier.request.id) })),
      );
      return attempt(() =>
        poster.chat.postMessage({
          channel: items[0]?.post.channel ?? '',
          ...sendable(waitingMessage(linked, look(sending))),
          metadata: metadata(items.map(({ post }) => post.id)),
        }),
      );
    },
    redrawCard: (dossier, card, sending) =>
      attempt(() =>
        poster.chat.update({
          channel: card.channel,
          ts: card.ts,
          ...sendable(
            cardMessage({ dossier, postId: card.postId, isRepeat: false, because: card.because, look: look(sending) }),
          ),
          metadata: metadata([card.postId]),
        }),
      ),
    redrawCopy: (dossier, copy) =>
      attempt(async () =>
        poster.chat.update({
          channel: copy.channel,
          ts: copy.ts,
          ...sendable(copyMessage(dossier, await deps.cardLink(dossier.request.id))),
          metadata: metadata([copy.postId]),
        }),
      ),
    postProgress: (dossier, { id: postId, isRepeat }, cardTs) =>
      attempt(() =>
        poster.chat.postMessage({
          channel: dossier.request.channel,
          thread_ts: dossier.request.thread ?? cardTs,
          ...sendable(progressMessage({ dossier, postId, isRepeat, now: clock.now() })),
          metadata: metadata([postId]),
        }),
      ),
    redrawProgress: (dossier, { postId, channel, ts, isRepeat }) =>
      attempt(() =>
        poster.chat.update({
          channel,
          ts,
          ...sendable(progressMessage({ dossier, postId, isRepeat, now: clock.now() })),
          metadata: metadata([postId]),
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
