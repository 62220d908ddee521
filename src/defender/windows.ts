import type { Instant } from '../domain/instant';
import type { Clock } from '../flow/ports';
import type { RateLimit } from './settings';

export type CallKind = 'action' | 'read';

/** A wish for one slot in every window. */
export interface Ask {
  readonly id: string;
  readonly kind: CallKind;
  /** Whether calls of the other kind are waiting too, so that each keeps to its share. */
  readonly isOtherKindWaiting: boolean;
}

export interface WindowUse {
  readonly windowMs: number;
  readonly calls: number;
  readonly used: number;
}

/**
 * The rate budget as sliding windows: a call holds a slot from before it is sent until one whole window after its
 * answer. A server that counts arrivals, at whatever position of its window, never sees more than the limit.
 */
export interface Windows {
  /** Takes a slot in every window at once and returns 0, or takes nothing and returns after how many ms to ask again. */
  take(ask: Ask): Promise<number>;
  /** The call was not made after all: its slot is free at once. */
  giveBack(id: string): Promise<void>;
  /** The call was answered or given up now: its slot is free one window later. */
  answered(id: string): Promise<void>;
  /** How full the windows are, as last known here. */
  use(): readonly WindowUse[];
}

/** A call from before the start. Whether it was an action is not known. */
export interface EarlierCall {
  readonly id: string;
  readonly answeredAt: Instant;
}

interface Held {
  readonly kind: CallKind | null;
  /** Null while the call is being made. */
  readonly answeredAt: Instant | null;
}

/** How many slots of a window calls of one kind may hold at once. */
const shareOf = (calls: number, { kind, isOtherKindWaiting }: Ask): number => {
  // While actions wait, reads keep to a fifth; else to four fifths, so that no action finds a window used up by reads.
  if (kind === 'read') return Math.max(1, Math.floor(calls * (isOtherKindWaiting ? 0.2 : 0.8)));
  // While reads wait, actions leave them a tenth: what was sent must be followed, or its end is never told.
  return isOtherKindWaiting && calls > 1 ? calls - Math.max(1, Math.floor(calls / 10)) : calls;
};

/** No slot's end is known: somebody's answer must come first. */
const UNKNOWN_MS = 1_000;

/** Windows in this process's memory, for one replica. */
export const createLocalWindows = ({
  limits,
  clock,
  earlier,
}: {
  readonly limits: readonly RateLimit[];
  readonly clock: Clock;
  readonly earlier: readonly EarlierCall[];
}): Windows => {
  const longestMs = Math.max(0, ...limits.map((limit) => limit.windowMs));
  const slots = new Map<string, Held>(earlier.map(({ id, answeredAt }) => [id, { kind: null, answeredAt }]));

  const heldIn = (windowMs: number, now: Instant): readonly Held[] =>
    [...slots.values()].filter(({ answeredAt }) => answeredAt === null || now <= answeredAt + windowMs);

  const freesAfter = (held: readonly Held[], windowMs: number, now: Instant): number =>
    Math.min(
      ...held.map(({ answeredAt }) => (answeredAt === null ? UNKNOWN_MS : answeredAt + windowMs + 1 - now)),
      Number.MAX_SAFE_INTEGER,
    );

  const waitIn = ({ calls, windowMs }: RateLimit, ask: Ask, now: Instant): number => {
    const held = heldIn(windowMs, now);
    const ofKind = held.filter(({ kind }) => kind === ask.kind);
    return Math.max(
      held.length < calls ? 0 : freesAfter(held, windowMs, now),
      ofKind.length < shareOf(calls, ask) ? 0 : freesAfter(ofKind, windowMs, now),
    );
  };

  const forgetPast = (now: Instant): void => {
    for (const [id, { answeredAt }] of slots) {
      if (answeredAt !== null && now > answeredAt + longestMs) slots.delete(id);
    }
  };

  return {
    take: async (ask) => {
      const now = clock.now();
      forgetPast(now);
      const waitMs = Math.max(0, ...limits.map((limit) => waitIn(limit, ask, now)));
      if (waitMs === 0) slots.set(ask.id, { kind: ask.kind, answeredAt: null });
      return waitMs;
    },
    giveBack: async (id) => {
      slots.delete(id);
    },
    answered: async (id) => {
      const held = slots.get(id);
      if (held !== undefined) slots.set(id, { ...held, answeredAt: clock.now() });
    },
    use: () => {
      const now = clock.now();
      return limits.map((limit) => ({ ...limit, used: heldIn(limit.windowMs, now).length }));
    },
  };
};
