import type { Instant } from '../../domain/instant';
import type { Clock } from '../../flow/ports';
import type { CallLimit } from '../../flow/call-log';
import { type Ask, type Rank, sharesOf, UNKNOWN_MS, type Windows } from './windows';

/** A call from before the start. What it was is not known. */
export interface EarlierCall {
  readonly id: string;
  readonly answeredAt: Instant;
}

/** Windows in this process's memory. */
export interface LocalWindows extends Windows {
  /** Somebody else has granted this wish: its slot is taken here too. */
  hold(ask: Ask): void;
}

interface Held {
  readonly rank: Rank | null;
  /** Null while the call is being made. */
  readonly answeredAt: Instant | null;
}

const isAction = ({ rank }: Held): boolean => rank === 'containment' || rank === 'action';

/** Decides by what this process knows: its own calls, and those that were on record at its start. */
export const createLocalWindows = ({
  limits,
  clock,
  earlier,
}: {
  readonly limits: readonly CallLimit[];
  readonly clock: Clock;
  readonly earlier: readonly EarlierCall[];
}): LocalWindows => {
  const longestMs = Math.max(0, ...limits.map((limit) => limit.windowMs));
  const slots = new Map<string, Held>(earlier.map(({ id, answeredAt }) => [id, { rank: null, answeredAt }]));
  let silentUntil: Instant = 0;

  const heldIn = (windowMs: number, now: Instant): readonly Held[] =>
    [...slots.values()].filter(({ answeredAt }) => answeredAt === null || now <= answeredAt + windowMs);

  /** After how many ms fewer than `most` are held; 0 where that is so. */
  const waitFor = (held: readonly Held[], most: number, windowMs: number, now: Instant): number => {
    if (held.length < most) return 0;
    const ends = held.map(({ answeredAt }) => (answeredAt === null ? Number.POSITIVE_INFINITY : answeredAt + windowMs));
    const end = most === 0 ? Number.POSITIVE_INFINITY : (ends.sort((a, b) => a - b)[held.length - most] ?? now);
    return Number.isFinite(end) ? end + 1 - now : UNKNOWN_MS;
  };

  const waitIn = (limit: CallLimit, ask: Ask, now: Instant): number => {
    const { windowMs } = limit;
    const shares = sharesOf(limit, ask);
    const { containment, action, read } = ask.waiting;
    const isBeside = (ask.rank === 'read' ? containment + action : read) > 0;
    const held = heldIn(windowMs, now);
    const ofKind = held.filter((each) => (ask.rank === 'read' ? each.rank === 'read' : isAction(each)));
    const ordinary = held.filter(({ rank }) => rank === 'action');
    return Math.max(
      waitFor(held, shares.calls, windowMs, now),
      waitFor(ofKind, isBeside ? shares.ofKindBeside : shares.ofKind, windowMs, now),
      ask.rank === 'action' && containment > 0 ? waitFor(ordinary, shares.ofOrdinaryBeside, windowMs, now) : 0,
    );
  };

  const forgetPast = (now: Instant): void => {
    for (const [id, { answeredAt }] of slots) {
      if (answeredAt !== null && now > answeredAt + longestMs) slots.delete(id);
    }
  };

  const hold = ({ id, rank }: Ask): void => void slots.set(id, { rank, answeredAt: null });

  return {
    hold,
    take: async (ask) => {
      const now = clock.now();
      forgetPast(now);
      const waitMs = Math.max(0, silentUntil - now, ...limits.map((limit) => waitIn(limit, ask, now)));
      if (waitMs === 0) hold(ask);
      return waitMs;
    },
    giveBack: async (id) => {
      slots.delete(id);
    },
    answered: async (id) => {
      const held = slots.get(id);
      if (held !== undefined) slots.set(id, { ...held, answeredAt: clock.now() });
    },
    silence: async (forMs) => {
      silentUntil = Math.max(silentUntil, clock.now() + forMs);
    },
    use: () => {
      const now = clock.now();
      return limits.map((limit) => ({ ...limit, used: heldIn(limit.windowMs, now).length }));
    },
  };
};
