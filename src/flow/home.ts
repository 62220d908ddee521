import type { Instant } from '../domain/instant';
import type { Dossier } from '../domain/reviewing';
import type { HomeContained } from './home-contained';
import { createHomePages } from './home-pages';
import type { HomeOutcome, HomeSurface } from './home-page';
import type { Drawn, HomeRow, Homes } from './home-storage';
import type { HomeClick } from './home-intake';
import type { CardClick } from './intake';
import { createLoop, type Loop } from './loop';
import { createPace } from './pace';
import type { Clock, Ids, Log } from './ports';
import type { Posts, Store } from './storage';
import type { Tenure } from './tenure';

/** For so long after it was opened Home follows what happens. */
export const FOLLOWED_MS = 24 * 3_600_000;
/**
 * Changes that come close together are drawn together. What another process was told, and what is due by the clock, is
 * looked for at the same pace.
 */
const SPACING_MS = 2_000;
/** Slack takes a hundred a minute, of all Homes together. */
const MOST_A_MINUTE = 80;
/** Who somebody is can change without anything happening here. */
const LOOK_AGAIN_MS = 600_000;
const UNKNOWN_AGAIN_MS = 30_000;
const RETRY_MS = 5_000;
const FAILED_AGAIN_MS = 60_000;
const BATCH = 20;
const FORGET_EVERY_MS = 3_600_000;

export type HomeNeeds = Omit<Parameters<typeof createHomePages>[0], 'contained'> & {
  readonly contained: Pick<HomeContained, 'keepUp' | 'read'>;
  readonly store: Pick<Store, 'openDossiers' | 'sending' | 'dossier' | 'head'>;
  readonly posts: Pick<Posts, 'cardOf'>;
  readonly homes: Homes;
  readonly homeSurface: HomeSurface;
  readonly tenure: Tenure;
  readonly ids: Ids;
  readonly log: Log;
  readonly clock: Clock;
};

/**
 * Home: what it shows follows from the stored state, for whoever has opened it lately. It is published by the one that has
 * the work, where something has happened since it was drawn and it would show something else.
 */
export const createHome = (needs: HomeNeeds) => {
  const { store, posts, homes, homeSurface, contained, tenure, clock, log } = needs;
  const pages = createHomePages({ ...needs, contained: contained.read });
  const pace = createPace(0, MOST_A_MINUTE, 60_000);
  let forgotAt = 0;
  let lookedAt = 0;
  /** Whoever opens Home does not wait for the pace of those who have it open. */
  let isOpened = false;
  let isListNew = false;

  // A clock that was set back must not keep Home from being drawn.
  const isTooSoon = (now: Instant): boolean => Math.abs(now - lookedAt) < SPACING_MS;

  const settle = async (row: HomeRow, drawnSeq: number, lookAt: Instant, outcome: HomeOutcome): Promise<void> => {
    const now = clock.now();
    const { personId, openedAt, digest, viewHash } = row;
    const drawn: Drawn = { personId, openedAt, digest, viewHash, drawnSeq, lookAt, notBefore: lookedAt + SPACING_MS };
    switch (outcome.kind) {
      case 'same':
        return homes.drawn(drawn);
      case 'published':
        return homes.drawn({ ...drawn, ...outcome });
      case 'limited':
        pace.hush(outcome.retryAt);
        return homes.later(personId, outcome.retryAt);
      case 'conflict':
      case 'unknown': {
        const notBefore = now + (outcome.kind === 'conflict' ? SPACING_MS : RETRY_MS);
        return homes.drawn({ ...drawn, digest: null, viewHash: null, notBefore, lookAt: notBefore });
      }
      case 'rejected':
        log.warn('home.rejected', { personId, code: outcome.code });
        return homes.drawn({ ...drawn, notBefore: now + FAILED_AGAIN_MS });
    }
  };

  const draw = async (row: HomeRow, shared: Awaited<ReturnType<typeof pages.look>>, seq: number): Promise<void> => {
    try {
      const page = await pages.pageOf(row, shared);
      const lookAt = clock.now() + (page.kind === 'unknown' ? UNKNOWN_AGAIN_MS : LOOK_AGAIN_MS);
      if (!tenure.holds()) return;
      const outcome = await homeSurface.publish(row.personId, page, row);
      log.debug('home.drawn', { personId: row.personId, outcome: outcome.kind });
      // Slack counts what is published: what shows the same already must not keep others from what is new.
      if (outcome.kind !== 'same') pace.begun(clock.now());
      await settle(row, seq, lookAt, outcome);
    } catch (error) {
      log.error('home.failed', { personId: row.personId, error });
      await homes.later(row.personId, clock.now() + FAILED_AGAIN_MS);
    }
  };

  const forget = async (now: Instant): Promise<void> => {
    if (now - forgotAt < FORGET_EVERY_MS) return;
    forgotAt = now;
    await homes.forget(now - 7 * FOLLOWED_MS);
  };

  /** All Homes are to show what Defender's list says now. */
  const takeUpList = async (now: Instant): Promise<void> => {
    if (!isListNew) return;
    await homes.lookAgain(now - FOLLOWED_MS, now);
    isListNew = false;
  };

  const round = async (): Promise<void> => {
    const now = clock.now();
    if (isTooSoon(now) && !isOpened) return;
    isOpened = false;
    await forget(now);
    const lastOpenedAt = await homes.lastOpenedAt();
    if (lastOpenedAt === null || lastOpenedAt < now - FOLLOWED_MS) return;
    contained.keepUp(lastOpenedAt);
    await takeUpList(now);
    // Before everything that is drawn: what happens meanwhile is drawn in the next round.
    const { seq } = await store.head();
    const due = await homes.due(now, { headSeq: seq, openedSince: now - FOLLOWED_MS }, BATCH);
    if (due.length === 0) return;
    lookedAt = now;
    const shared = await pages.look();
    for (const row of due) {
      if (pace.freeAt('', clock.now()) > clock.now() || !tenure.holds()) return;
      await draw(row, shared, seq);
    }
  };

  const loop: Loop = createLoop({
    name: 'home',
    clock,
    log,
    mayBegin: tenure.holds,
    round,
    nextDue: async () => {
      const now = clock.now();
      return (isTooSoon(now) ? Math.min(lookedAt, now) : now) + SPACING_MS;
    },
  });

  return {
    loop,

    /** Somebody opens Home; it is drawn once that is stored. */
    opened: async (personId: string, shows: 'something' | 'nothing'): Promise<void> => {
      await homes.opened(personId, needs.ids.unique(), clock.now(), shows);
      isOpened = true;
      loop.wake();
    },

    /** What Defender lists is not what it was. */
    listChanged: (): void => {
      isListNew = true;
      loop.wake();
    },

    /**
     * The click on the recorded card that a click in Home stands for, so that it is decided as that one would be; null where
     * the button is not one of this person's Home.
     */
    clicked: async (
      click: HomeClick,
    ): Promise<{ readonly click: CardClick; readonly dossier: Dossier | null } | null> => {
      const { token, ...same } = click;
      if ((await homes.find(click.personId))?.token !== token) return null;
      const card = await posts.cardOf(click.requestId);
      const place = { postId: card?.postId ?? '', channel: card?.channel ?? '', messageTs: card?.ts ?? '' };
      return { click: { ...same, ...place }, dossier: await store.dossier(click.requestId) };
    },
  };
};
