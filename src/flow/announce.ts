import type { Instant } from '../domain/instant';
import { cardPosted } from '../domain/opening';
import { type Dossier, endUndeliverable } from '../domain/reviewing';
import type { Sending } from '../domain/sending';
import { commitFresh } from './commit-fresh';
import { createLoop, earliest, type Loop } from './loop';
import { createPace, type Pace } from './pace';
import type { Clock, Log, PostOutcome, Surface } from './ports';
import type { CardRedraw, Notice, NoticeRedraw, Post, Posts, Store } from './storage';

export interface AnnounceNeeds {
  readonly store: Store;
  readonly posts: Posts;
  readonly surface: Surface;
  readonly clock: Clock;
  readonly log: Log;
  /** No other process works on this store: what is half done was left by one that died. */
  readonly isAlone: boolean;
  /** Called after a card is in its channel: the clock of its request has started. */
  readonly cardPosted: () => void;
}

const BATCH = 100;
/** How many notes of one request become one message. */
const MERGED = 10;
/** Slack: one message a second and channel; `chat.update` about 50 a minute in all. */
const MESSAGE_SPACING_MS = 1_050;
const REDRAWS_A_MINUTE = 45;
/** Of these, kept from cards that show less: an outcome must not wait for those of others that merely wait or run. */
const REDRAWS_KEPT = { ended: 0, waiting: 10, running: 20 } as const satisfies Record<CardRedraw['stage'], number>;
/** After this, a post that was being sent counts as lost: longer than the surface's own time-out. */
const OVERDUE_MS = 20_000;
/** When a post whose answer was lost is said again. */
const SAY_AGAIN_MS = 30_000;
const RETRY_MS = 3_000;
/** The same for what a process that died left behind. */
const SAY_AGAIN_AFTER_CRASH_MS = 5_000;
const IDLE_MS = 1_000;

/** Tells people what is stored: posts cards and notes as rows come due, and redraws cards whose state has changed. */
export const createAnnounce = (needs: AnnounceNeeds): Loop => {
  const { store, posts, surface, clock, log } = needs;
  const messages = createPace(MESSAGE_SPACING_MS, 200, 60_000);
  const redraws = createPace(1_000, REDRAWS_A_MINUTE, 60_000);
  const busy = new Map<string, Promise<void>>();
  let pacedUntil: Instant | null = null;
  let isFirst = true;

  /** Stores what became of posts. */
  const settle = async (
    ids: readonly string[],
    about: object,
    outcome: PostOutcome,
    said: (ts: string) => Promise<void>,
  ): Promise<void> => {
    switch (outcome.kind) {
      case 'sent':
        return said(outcome.ts);
      case 'limited':
        messages.hush(outcome.retryAt);
        return posts.again(ids, outcome.retryAt);
      case 'unknown':
        log.warn('post.unknown', { ...about, posts: ids, says: outcome.says });
        return posts.unknown(ids, clock.now() + SAY_AGAIN_MS);
      case 'rejected':
        log.warn('post.rejected', { ...about, posts: ids, code: outcome.code });
        return outcome.isFinal ? posts.dropped(ids, outcome.code) : posts.again(ids, clock.now() + RETRY_MS);
    }
  };

  const postCard = async (dossier: Dossier, post: Post, sending: Sending): Promise<void> => {
    const outcome = await surface.postCard(dossier, post, sending);
    if (outcome.kind === 'rejected' && outcome.isFinal) {
      // Before the card counts as dropped: a request without a card and without an end would block its machine for ever.
      await commitFresh(store, post.requestId, (fresh) => endUndeliverable(fresh, outcome.code, clock.now()));
    }
    await settle([post.id], { requestId: post.requestId }, outcome, async (ts) => {
      for (;;) {
        const fresh = (await store.dossier(post.requestId)) ?? dossier;
        const committed = await posts.cardSent(post.id, ts, cardPosted(fresh.request, ts, clock.now()));
        if (committed.kind !== 'stale') break;
      }
      needs.cardPosted();
    });
  };

  const say = async (group: readonly Post[]): Promise<void> => {
    const [first] = group;
    if (first === undefined) return;
    const ids = group.map((post) => post.id);
    // All that is read comes before it counts as being said: what fails here was not said, and is no repeat later.
    const [dossier, sending] = await Promise.all([store.dossier(first.requestId), store.sending()]);
    if (dossier === null || !(await posts.begin(ids, clock.now()))) return;
    if (first.kind === 'card') return postCard(dossier, first, sending);
    const card = await posts.cardOf(first.requestId);
    if (!card?.ts) {
      // Notes come due without a card only when Slack has refused it for good: there is no thread to tell them in.
      log.warn('post.no-card', { requestId: first.requestId, posts: ids });
      return posts.dropped(ids, 'no-card');
    }
    const outcome = await surface.postNotes(dossier, group, card.ts, sending);
    await settle(ids, { requestId: first.requestId }, outcome, (ts) => posts.sent(ids, ts));
  };

  const sayNotice = async (notice: Notice): Promise<void> => {
    if (!(await posts.begin([notice.id], clock.now()))) return;
    const outcome = await surface.postNotice(notice);
    await settle([notice.id], { channel: notice.channel }, outcome, (ts) => posts.sent([notice.id], ts));
  };

  /** Stores what became of a redraw. */
  const settleRedraw = async (
    what: 'card' | 'notice',
    { postId, wantRevision }: Pick<CardRedraw, 'postId' | 'wantRevision'>,
    about: object,
    outcome: PostOutcome,
  ): Promise<void> => {
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

  const redraw = async (card: CardRedraw): Promise<void> => {
    const { requestId } = card;
    const dossier = await store.dossier(requestId);
    if (dossier === null) return;
    await settleRedraw('card', card, { requestId }, await surface.redrawCard(dossier, card, await store.sending()));
  };

  const redrawNotice = async (notice: NoticeRedraw): Promise<void> =>
    settleRedraw('notice', notice, { channel: notice.channel }, await surface.redrawNotice(notice));

  /** Starts work for a place unless it is busy or must rest; then notes when it may go on. */
  const begin = (pace: Pace, place: string, kept: number, work: () => Promise<void>): void => {
    if (busy.has(place)) return;
    const now = clock.now();
    const free = pace.freeAt(place, now, kept);
    if (free > now) {
      pacedUntil = earliest([pacedUntil, free]);
      return;
    }
    pace.begun(now);
    const done = work()
      .catch((error: unknown) => log.error('announce.failed', { place, error }))
      .finally(() => {
        // Slack counts from when a message was posted, which is later than when we began.
        pace.ended(place, clock.now());
        busy.delete(place);
        loop.wake();
      });
    busy.set(place, done);
  };

  const round = async (): Promise<void> => {
    const now = clock.now();
    pacedUntil = null;
    const lost =
      isFirst && needs.isAlone
        ? await posts.loseOverdue(now + 1, now + SAY_AGAIN_AFTER_CRASH_MS)
        : await posts.loseOverdue(now - OVERDUE_MS, now + SAY_AGAIN_MS);
    isFirst = false;
    if (lost > 0) log.warn('post.lost', { posts: lost });
    // That nothing is sent any more, or that it goes on, is told before anything else.
    for (const notice of await posts.notices(now, BATCH)) begin(messages, notice.channel, 0, () => sayNotice(notice));
    const due = await posts.due(now, BATCH);
    // What waits for its next try is said with what is due, or else it would come after what happened later.
    const soon = due.length === 0 ? [] : await posts.due(now + RETRY_MS, BATCH);
    for (const post of due) {
      const group = soon.filter(
        (other) => other.kind === 'note' && other.requestId === post.requestId && other.isRepeat === post.isRepeat,
      );
      begin(messages, post.channel, 0, () => say(post.kind === 'card' ? [post] : group.slice(0, MERGED)));
    }
    for (const notice of await posts.noticeRedraws(now, BATCH)) {
      begin(redraws, `${notice.channel}/${notice.ts}`, 0, () => redrawNotice(notice));
    }
    for (const card of await posts.redraws(now, BATCH)) {
      begin(redraws, `${card.channel}/${card.ts}`, REDRAWS_KEPT[card.stage], () => redraw(card));
    }
  };

  const loop = createLoop({
    name: 'announce',
    clock,
    log,
    round,
    // A place that is busy wakes the loop when it is done; until then its rows stay due and must not make it spin.
    nextDue: async () => {
      const now = clock.now();
      const due = await posts.nextDue();
      const isWaitingForPlace = due !== null && due <= now;
      return earliest([pacedUntil, isWaitingForPlace ? (pacedUntil ?? now + IDLE_MS) : due]);
    },
  });
  return {
    wake: loop.wake,
    stop: async () => {
      await loop.stop();
      await Promise.all(busy.values());
    },
  };
};
