import type { Instant } from '../domain/instant';
import type { Contained, ContainmentList, KnownContained } from './contained';
import { createLoop, type Loop } from './loop';
import type { Clock, Log } from './ports';
import type { Tenure } from './tenure';

/** Others contain and release too, of which our log knows nothing. */
const READ_AGAIN_MS = 600_000;
/** Whoever opens Home, or waits for Defender to answer again, sees a list that is no older than this. */
const SOON_MS = 60_000;
/** How long a list may be told: longer than until it is read again, though Defender take a while. */
const HOLDS_MS = 2 * READ_AGAIN_MS;

/** What Defender's list adds to our record: it was read at a moment, could not be read, or is being read. */
export type ListStanding =
  | { readonly kind: 'read'; readonly at: Instant }
  | { readonly kind: 'away' }
  | { readonly kind: 'reading' };

/** What is contained now, for Home. */
export interface ContainedAtHome extends KnownContained {
  readonly list: ListStanding;
}

export interface HomeContained {
  /** Reads Defender's list once it is woken, where that is due. */
  readonly loop: Loop;
  /** Has Defender's list read where what is kept of it is too old for those who have Home open. */
  keepUp(lastOpenedAt: Instant): void;
  /** Our own record as it is now, with the list that is kept. No Home waits for Defender. */
  read(): Promise<ContainedAtHome>;
}

type List = Extract<ContainmentList, { readonly kind: 'read' }>;

/**
 * Keeps Defender's list of what contains, for as long as somebody has Home open. What Twokey itself does needs no new one:
 * our record is read whenever a Home is drawn, and has the last word where it is newer.
 */
export const createHomeContained = (needs: {
  readonly contained: Pick<Contained, 'list' | 'by'>;
  readonly tenure: Tenure;
  readonly clock: Clock;
  readonly log: Log;
  /** Called when the list says something else. */
  readonly changed: () => void;
}): HomeContained => {
  const { contained, tenure, clock, log } = needs;
  let kept: { readonly list: List; readonly at: Instant } | null = null;
  let asked: { readonly kind: ContainmentList['kind']; readonly at: Instant } | null = null;
  let openedAt: Instant = 0;

  const isRecent = ({ at }: { readonly at: Instant }): boolean => clock.now() - at <= HOLDS_MS;
  // What was read when somebody had Home open the last time, or had the work, is no longer what Defender lists.
  const latest = () => (kept !== null && isRecent(kept) ? kept : null);

  const standing = (): ListStanding => {
    const known = latest();
    if (known !== null) return { kind: 'read', at: known.at };
    return { kind: asked?.kind === 'away' && isRecent(asked) ? 'away' : 'reading' };
  };

  const isDue = (now: Instant): boolean => {
    if (asked === null) return true;
    const isSoon = asked.kind === 'away' || openedAt > asked.at;
    // A clock that was set back must not keep it from being read.
    return Math.abs(now - asked.at) >= (isSoon ? SOON_MS : READ_AGAIN_MS);
  };

  const saying = (): string => JSON.stringify([standing().kind, latest()?.list.actions]);

  const loop = createLoop({
    name: 'home-contained',
    clock,
    log,
    mayBegin: tenure.holds,
    round: async () => {
      const at = clock.now();
      if (!isDue(at)) return;
      const before = saying();
      const list = await contained.list();
      asked = { kind: list.kind, at };
      // Where Defender cannot be asked, what it said before is still told, with the moment at which it said so.
      if (list.kind === 'read') kept = { list, at };
      if (saying() !== before) needs.changed();
    },
    nextDue: async () => null,
  });

  return {
    loop,
    keepUp: (lastOpenedAt) => {
      openedAt = lastOpenedAt;
      if (isDue(clock.now())) loop.wake();
    },
    read: async () => ({ ...(await contained.by(latest()?.list ?? null)), list: standing() }),
  };
};
