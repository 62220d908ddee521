import { randomUUID } from 'node:crypto';
import Bottleneck from 'bottleneck';
import type { Instant } from '../../domain/instant';
import type { Clock, Log } from '../../flow/ports';
import type { CallLimit, CallLog } from '../../flow/call-log';
import { createKeptWindows, type KeptBy } from './kept-windows';
import { createNaps, LONGEST_NAP_MS } from './naps';
import { createPause, type Pause } from './pause';
import type { RedisPlan } from './redis-plan';
import type { Rank, Windows, WindowUse } from './windows';

/** Leave to make one call, on record already. Exactly one of `giveBack` and `answered` ends it. */
export interface Slot {
  /** Whether the call may still be made: asked right before it, since a process may have been frozen for long. */
  holds(): boolean;
  /** No call was made. */
  giveBack(): Promise<void>;
  /** The call was answered or given up. */
  answered(): Promise<void>;
}

/** Why no slot was given. */
export type NoSlot = 'stopping' | 'too-late';

/**
 * Whose turn it is to call. `facts` are the reads without which an approved call may not be made: they go with
 * containment, or else an approved call would wait behind every other read. `following` gives way to the reads that
 * people wait for.
 */
export type Turn = 'containment' | 'facts' | 'action' | 'read' | 'following';

/** A turn that reads. */
export type ReadTurn = 'facts' | 'read' | 'following';

export interface Budget {
  /** Waits for a slot, at the longest until `giveUpAt`. Rejects with the store's fault where the call cannot be put on record. */
  slot(turn: Turn, giveUpAt: Instant): Promise<Slot | NoSlot>;
  /** A slot if there is one at this moment; null where one would have to wait. */
  slotNow(turn: Turn): Promise<Slot | null>;
  readonly pause: Pause;
  waiting(): Readonly<Record<Turn, number>>;
  keptBy(): KeptBy;
  /** Makes sure that the windows hold what was called before the start. Rejects with the store's fault. */
  prime(): Promise<void>;
  /** Empty as long as the windows have not been rebuilt. */
  use(): readonly WindowUse[];
  /** Nobody gets a slot any more. Resolves when every call that has one is over. */
  stop(): Promise<void>;
}

const rankOf = {
  containment: 'containment',
  facts: 'containment',
  action: 'action',
  read: 'read',
  following: 'read',
} as const satisfies Record<Turn, Rank>;
// Among those of one rank: the lower, the sooner. Whoever lost its slot again goes before its equals, which came later.
const priorities = { containment: 1, facts: 2, action: 5, read: 5, following: 8 } as const satisfies Record<
  Turn,
  number
>;
const AGAIN_FIRST = 0;
const MAX_IN_FLIGHT = { containment: 16, action: 16, read: 8 } as const satisfies Record<Rank, number>;
/** For how many of the shortest windows an ordinary action gives way to containment altogether. */
const OVERDUE_WINDOWS = 3;
/** A call is made so soon after it was put on record, or not at all. */
export const START_WITHIN_MS = 10_000;

/** The rate budget of all calls: who goes next, when, and how many at once. */
export const createBudget = ({
  limits,
  timeoutMs,
  calls,
  plan,
  clock,
  log,
}: {
  readonly limits: readonly CallLimit[];
  /** The longest that one call may take. */
  readonly timeoutMs: number;
  readonly calls: CallLog;
  /** Null where replicas share through the store alone. */
  readonly plan: RedisPlan | null;
  readonly clock: Clock;
  readonly log: Log;
}): Budget => {
  const longestMs = Math.max(0, ...limits.map((limit) => limit.windowMs));
  const shortestMs = Math.min(...limits.map((limit) => limit.windowMs));
  const overInMs = START_WITHIN_MS + timeoutMs;
  // One of a rank at a time at its gate: whoever stands there takes the next slot that the rank may have.
  const gates = {
    containment: new Bottleneck({ maxConcurrent: 1 }),
    action: new Bottleneck({ maxConcurrent: 1 }),
    read: new Bottleneck({ maxConcurrent: 1 }),
  } as const satisfies Record<Rank, Bottleneck>;
  const waiting: Record<Turn, number> = { containment: 0, facts: 0, action: 0, read: 0, following: 0 };
  const inFlight: Record<Rank, number> = { containment: 0, action: 0, read: 0 };
  const { nap, wake } = createNaps(clock);
  const windows = createKeptWindows({ limits, calls, plan, clock, log });
  const pause = createPause({ calls, tellOthers: windows.silence, clock, log });
  let isStopping = false;
  let forgotAt = clock.now();
  /** Until when the store has no room, whatever the windows say. */
  let fullUntil: Instant = 0;

  const forget = async (): Promise<void> => {
    if (clock.now() - forgotAt < longestMs) return;
    forgotAt = clock.now();
    await calls.forget(2 * longestMs);
  };

  /** What the store says later than now only makes a slot come back later. */
  const tellStore = async (id: string, what: () => Promise<void>): Promise<void> => {
    try {
      await what();
    } catch {
      log.warn('defender.call-not-stored', { id });
    }
  };

  const slotOf = (id: string, rank: Rank, taken: Windows, begunAt: Instant): Slot => {
    const over = (): void => {
      inFlight[rank] -= 1;
      wake();
    };
    return {
      holds: () => clock.now() < begunAt + START_WITHIN_MS,
      giveBack: async () => {
        await taken.giveBack(id);
        over();
        await tellStore(id, () => calls.unmade(id));
      },
      answered: async () => {
        const at = clock.now();
        const store = tellStore(id, async () => {
          await calls.answered(id, at);
          await forget();
        });
        await taken.answered(id);
        over();
        await store;
      },
    };
  };

  /** How long the gate's first must wait; 0 when the slot is taken. */
  const tryTake = async (id: string, rank: Rank, since: Instant): Promise<number> => {
    await pause.refresh();
    if (pause.until() > clock.now()) return pause.until() - clock.now();
    if (fullUntil > clock.now()) return fullUntil - clock.now();
    if (inFlight[rank] >= MAX_IN_FLIGHT[rank]) return LONGEST_NAP_MS;
    const ranks = {
      containment: waiting.containment + waiting.facts,
      action: waiting.action,
      read: waiting.read + waiting.following,
    };
    const isOverdue = clock.now() - since >= OVERDUE_WINDOWS * shortestMs;
    const waitMs = await (await windows.get()).take({ id, rank, waiting: ranks, isOverdue });
    if (waitMs === 0) inFlight[rank] += 1;
    return waitMs;
  };

  /** Puts a call on record that has its slot in the windows; after how many ms to try again where the store has no room. */
  const begin = async (id: string, rank: Rank): Promise<Slot | number> => {
    const taken = await windows.get();
    const begunAt = clock.now();
    const slot = slotOf(id, rank, taken, begunAt);
    let waitMs: number;
    try {
      waitMs = await calls.begin(id, overInMs, limits);
    } catch (error) {
      await slot.giveBack();
      throw error;
    }
    if (waitMs === 0) return slot;
    fullUntil = Math.max(fullUntil, clock.now() + waitMs);
    await taken.giveBack(id);
    inFlight[rank] -= 1;
    return waitMs;
  };

  const atTheGate = async (id: string, rank: Rank, since: Instant, giveUpAt: Instant): Promise<NoSlot | 'taken'> => {
    for (;;) {
      if (isStopping) return 'stopping';
      if (clock.now() >= giveUpAt) return 'too-late';
      const waitMs = await tryTake(id, rank, since);
      if (waitMs === 0) return 'taken';
      await nap(Math.min(waitMs, giveUpAt - clock.now()));
    }
  };

  const slot = async (turn: Turn, giveUpAt: Instant): Promise<Slot | NoSlot> => {
    const rank = rankOf[turn];
    const since = clock.now();
    waiting[turn] += 1;
    wake();
    try {
      for (let priority: number = priorities[turn]; ; priority = AGAIN_FIRST) {
        const id = randomUUID();
        const outcome = await gates[rank].schedule({ priority }, () => atTheGate(id, rank, since, giveUpAt));
        if (outcome !== 'taken') return outcome;
        const begun = await begin(id, rank);
        if (typeof begun !== 'number') return begun;
        await nap(begun);
      }
    } finally {
      waiting[turn] -= 1;
      wake();
    }
  };

  return {
    slot,
    slotNow: async (turn) => {
      const id = randomUUID();
      if ((await tryTake(id, rankOf[turn], clock.now())) > 0) return null;
      const begun = await begin(id, rankOf[turn]);
      return typeof begun === 'number' ? null : begun;
    },
    pause,
    waiting: () => ({ ...waiting }),
    keptBy: windows.keptBy,
    prime: async () => {
      await pause.refresh();
      await windows.get();
    },
    use: windows.use,
    stop: async () => {
      isStopping = true;
      wake();
      while (inFlight.containment + inFlight.action + inFlight.read > 0) await nap(LONGEST_NAP_MS);
      windows.stop();
    },
  };
};
