import type { Instant } from '../domain/instant';
import { cardPosted } from '../domain/opening';
import { type Dossier, endUndeliverable } from '../domain/reviewing';
import type { Sending } from '../domain/sending';
import { commitFresh } from './commit-fresh';
import { createElsewhere } from './elsewhere';
import type { Subscriptions } from './home-storage';
import { createLoop, earliest, type Loop } from './loop';
import type { Notice, NoticeRedraw } from './notice';
import { isSaidWith } from './message-group';
import { createPace, type Pace } from './pace';
import type { Clock, Ids, Log, Surface } from './ports';
import { createPostOutcomes, RETRY_MS, SAY_AGAIN_MS } from './post-outcomes';
import { createSayWaiting, SUBSCRIBED } from './say-waiting';
import type { CardRedraw, Post, Posts, Store } from './storage';
import type { Tenure } from './tenure';

export interface AnnounceNeeds {
  readonly store: Store;
  readonly posts: Posts;
  readonly surface: Surface;
  readonly subscriptions: Pick<Subscriptions, 'has'>;
  readonly ids: Ids;
  readonly clock: Clock;
  readonly log: Log;
  /** No other process works on this store: what is half done was left by one that died. */
  readonly isAlone: boolean;
  readonly tenure: Tenure;
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
/** What counts as being said for longer is not said any more: so nothing comes after what was said in its place. */
const SAY_WITHIN_MS = 5_000;
/** After this, a post that was being sent counts as lost: longer than that, and the surface's own time-out. */
const OVERDUE_MS = 16_000;
/** The same for what a process that died left behind, as long as some of it can turn up. */
const SAY_AGAIN_AFTER_CRASH_MS = 5_000;
const LEFT_BEHIND_MS = OVERDUE_MS + SAY_AGAIN_AFTER_CRASH_MS;
const IDLE_MS = 1_000;

/** Tells people what is stored: posts cards and notes as rows come due, and redraws cards whose state has changed. */
export const createAnnounce = (needs: AnnounceNeeds): Loop => {
  const { store, posts, surface, tenure, clock, log } = needs;
  const elsewhere = createElsewhere(needs);
  const messages = createPace(MESSAGE_SPACING_MS, 200, 60_000);
  const redraws = createPace(1_000, REDRAWS_A_MINUTE, 60_000);
  const { settle, settleRedraw } = createPostOutcomes({ ...needs, messages, redraws });
  const busy = new Map<string, Promise<void>>();
  let pacedUntil: Instant | null = null;
  let roundAt = 0;
  let taken: { readonly term: number | null; readonly at: Instant } | null = null;

  const postCard = async (dossier: Dossier, post: Post, sending: Sending): Promise<void> => {
    const outcome = await surface.postCard(dossier, post, sending);
    if (outcome.kind === 'rejected' && outcome.isFinal) {
      // Before the card counts as dropped: a request without a card and without an end would block its machine for ever.
      await commitFresh(store, post.requestId, (fresh) => endUndeliverable(fresh, outcome.code, clock.now()));
    }
    await settle([post.id], post.channel, { requestId: post.requestId }, outcome, async (ts) => {
      for (;;) {
        const fresh = (await store.dossier(post.requestId)) ?? dossier;
        const committed = await posts.cardSent(post.id, ts, cardPosted(fresh.request, ts, clock.now()));
        if (committed.kind === 'stale') continue;
        // A click has shown the first message meanwhile: that one is the card, and this one must not pass for it.
        if (committed.kind === 'seen') await posts.copyFound(post.id, ts, clock.now());
        break;
      }
      needs.cardPosted();
    });
  };

  /** Checked right before the call: a process that was frozen since must leave it to whoever counts it as lost. */
  const isTooLate = (ids: readonly string[], beganAt: Instant): boolean => {
    if (clock.now() <= beganAt + SAY_WITHIN_MS) return false;
    log.warn('post.too-late', { posts: ids });
    return true;
  };

  const sayWaiting = createSayWaiting({ ...needs, settle, isTooLate });

  const say = async (group: readonly Post[]): Promise<void> => {
    const [first] = group;
    if (first === undefined) return;
    if (first.because === SUBSCRIBED) return sayWaiting(first.channel, group);
    const ids = group.map((post) => post.id);
    // All that is read comes before it counts as being said: what fails here was not said, and is no repeat later.
    const [dossier, sending] = await Promise.all([store.dossier(first.requestId), store.sending()]);
    const beganAt = clock.now();
    if (dossier === null || !(await posts.begin(ids, beganAt))) return;
    const card = first.kind === 'card' ? null : await posts.cardOf(first.requestId);
    if (isTooLate(ids, beganAt)) return;
    if (first.kind === 'card') return postCard(dossier, first, sending);
    if (first.kind === 'direct') {
      const outcome = await surface.postDirect(dossier, group, sending);
      return settle(ids, first.channel, { requestId: first.requestId }, outcome, (ts) => posts.sent(ids, ts));
    }
    // Notes come due without a card only when Slack has refused it for good: there is no thread to tell them in.
    if (!card?.ts) return elsewhere.tellDirectly(ids, dossier, 'no-card');
    const outcome =
      first.kind === 'progress'
        ? await surface.postProgress(dossier, first, card.ts)
        : await surface.postNotes(dossier, group, card.ts, sending);
    if (outcome.kind === 'rejected' && outcome.gone !== undefined) {
      const recorded = { ...card, ts: card.ts };
      const isAgain = outcome.gone === 'message' && (await elsewhere.postCardAgain(dossier, recorded, outcome.code));
      return isAgain ? posts.again(ids, clock.now()) : elsewhere.tellDirectly(ids, dossier, outcome.code);
    }
    await settle(ids, first.channel, { requestId: first.requestId }, outcome, (ts) => posts.sent(ids, ts));
  };

  const sayNotice = async (notice: Notice): Promise<void> => {
    const beganAt = clock.now();
    if (!(await posts.begin([notice.id], beganAt)) || isTooLate([notice.id], beganAt)) return;
    const outcome = await surface.postNotice(notice);
    await settle([notice.id], notice.channel, { channel: notice.channel }, outcome, (ts) =>
      posts.sent([notice.id], ts),
    );
  };

  const redraw = async (card: CardRedraw): Promise<void> => {
    const { requestId } = card;
    const dossier = await store.dossier(requestId);
    const sending = await store.sending();
    if (dossier === null || !tenure.holds()) return;
    if (card.what === 'copy') return settleRedraw('copy', card, { requestId }, await surface.redrawCopy(dossier, card));
    if (card.what === 'progress') {
      return settleRedraw('progress', card, { requestId }, await surface.redrawProgress(dossier, card));
    }
    const outcome = await surface.redrawCard(dossier, card, sending);
    const isGone = outcome.kind === 'rejected' && outcome.gone === 'message';
    // Of what has ended, the outcome is told in any case, and a card only if there is something to be told under it.
    if (isGone && card.stage !== 'ended' && (await elsewhere.postCardAgain(dossier, card, outcome.code))) return;
    await settleRedraw('card', card, { requestId }, outcome);
  };

  const redrawNotice = async (notice: NoticeRedraw): Promise<void> => {
    if (!tenure.holds()) return;
    await settleRedraw('notice', notice, { channel: notice.channel }, await surface.redrawNotice(notice));
  };

  /** Starts work for a place unless it is busy or must rest; then notes when it may go on. */
  const begin = (pace: Pace, place: string, kept: number, work: () => Promise<void>): void => {
    if (busy.has(place) || !tenure.holds()) return;
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

  /** What a process left half said that is gone, or that had the work before and may still be alive. */
  const loseLeft = (now: Instant): Promise<number> => {
    const term = tenure.term();
    const isFirst = taken === null;
    if (taken === null || taken.term !== term) taken = { term, at: now };
    if (isFirst && needs.isAlone) return posts.loseOverdue(now + 1, now + SAY_AGAIN_AFTER_CRASH_MS);
    const isEarly = !needs.isAlone && now < taken.at + LEFT_BEHIND_MS;
    return posts.loseOverdue(now - OVERDUE_MS, now + (isEarly ? SAY_AGAIN_AFTER_CRASH_MS : SAY_AGAIN_MS));
  };

  /** Whether anything may be sent at this pace now; if not, notes when. What must wait need not be read again and again. */
  const isOpen = (pace: Pace, now: Instant): boolean => {
    const open = pace.openAt(now);
    if (open > now) pacedUntil = earliest([pacedUntil, open]);
    return open <= now;
  };

  /** One message for each place where something is due: what piles up in one must not hide what is due in others. */
  const sayDue = async (now: Instant): Promise<void> => {
    const resting = messages.resting(now);
    pacedUntil = earliest([pacedUntil, ...resting.values()]);
    const seen = new Set([...busy.keys(), ...resting.keys()]);
    while (isOpen(messages, now)) {
      const due = await posts.due(now, BATCH, [...seen]);
      // What waits for its next try is said with what is due, or else it would come after what happened later.
      const soon = due.length === 0 ? [] : await posts.due(now + RETRY_MS, BATCH, [...seen]);
      for (const post of due.filter(({ channel }) => !seen.has(channel))) {
        seen.add(post.channel);
        const group = soon.filter((other) => isSaidWith(post, other)).slice(0, MERGED);
        begin(messages, post.channel, 0, () => say(post.kind === 'card' ? [post] : group));
      }
      if (due.length < BATCH) return;
    }
  };

  const round = async (): Promise<void> => {
    const now = clock.now();
    roundAt = now;
    pacedUntil = null;
    const lost = await loseLeft(now);
    if (lost > 0) log.warn('post.lost', { posts: lost });
    // That nothing is sent any more, or that it goes on, is told before anything else.
    for (const notice of await posts.notices(now, BATCH)) begin(messages, notice.channel, 0, () => sayNotice(notice));
    await sayDue(now);
    if (!isOpen(redraws, now)) return;
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
    mayBegin: tenure.holds,
    round,
    // A place that is busy wakes the loop when it is done; until then its rows stay due and must not make it spin.
    nextDue: async () => {
      const due = await posts.nextDue();
      if (due === null || due > roundAt) return earliest([pacedUntil, due]);
      // What waits for a place must not hide what becomes due in others before that.
      return earliest([pacedUntil ?? clock.now() + IDLE_MS, await posts.nextDue(roundAt)]);
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
