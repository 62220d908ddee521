import { randomUUID } from 'node:crypto';
import Bottleneck from 'bottleneck';
import type { Instant } from '../domain/instant';
import type { Clock, Log } from '../flow/ports';
import type { CallLog } from '../flow/storage';
import { createPause, type Pause } from './pause';
import type { RateLimit } from './settings';
import { type CallKind, createLocalWindows, type Windows, type WindowUse } from './windows';

/** Leave to make one call. Exactly one of `giveBack` and `answered` ends it. */
export interface Slot {
  /** Records the call, durably, before it is made. Rejects with the store's fault. */
  began(): Promise<void>;
  /** No call was made. */
  giveBack(): Promise<void>;
  /** The call was answered or given up. */
  answered(): Promise<void>;
}

/** Why no slot was given. */
export type NoSlot = 'stopping' | 'too-late';

/**
 * Whose turn it is to call. `facts` are the reads without which an approved call may not be made: they go with the
 * actions, or else those would wait behind every other read. `following` gives way to the reads that people wait for.
 */
export type Turn = 'containment' | 'facts' | 'action' | 'read' | 'following';

/** A turn that reads. */
export type ReadTurn = 'facts' | 'read' | 'following';

export interface Budget {
  /** Waits for a slot, at the longest until `giveUpAt`. Rejects with the store's fault where the windows cannot be rebuilt. */
  slot(turn: Turn, giveUpAt: Instant): Promise<Slot | NoSlot>;
  /** A slot if there is one at this moment; null where one would have to wait. */
  slotNow(turn: Turn): Promise<Slot | null>;
  readonly pause: Pause;
  waiting(): Readonly<Record<Turn, number>>;
  /** Makes sure that the windows hold what was called before the start. Rejects with the store's fault. */
  prime(): Promise<void>;
  /** Empty as long as the windows have not been rebuilt. */
  use(): readonly WindowUse[];
  /** Nobody gets a slot any more. Resolves when every call that has one is over. */
  stop(): Promise<void>;
}

// The lower, the sooner. A turn that stood aside goes before its equals, which came later.
const priorities = { containment: 1, facts: 2, action: 5, read: 5, following: 8 } as const satisfies Record<
  Turn,
  number
>;
const STOOD_ASIDE = 3;
const MAX_IN_FLIGHT = { action: 8, read: 8 } as const satisfies Record<CallKind, number>;
const LONGEST_NAP_MS = 1_000;

const kindOf = (turn: Turn): CallKind => (turn === 'read' || turn === 'following' ? 'read' : 'action');

/** The rate budget of all calls: who goes next, when, and how many at once. */
export const createBudget = ({
  limits,
  calls,
  clock,
  log,
}: {
  readonly limits: readonly RateLimit[];
  readonly calls: CallLog;
  readonly clock: Clock;
  readonly log: Log;
}): Budget => {
  const longestMs = Math.max(0, ...limits.map((limit) => limit.windowMs));
  const pause = createPause({ calls, clock, log });
  // One at a time at the gate: whoever stands there takes the next slot.
  const gates = {
    action: new Bottleneck({ maxConcurrent: 1 }),
    read: new Bottleneck({ maxConcurrent: 1 }),
  } as const satisfies Record<CallKind, Bottleneck>;
  const waiting: Record<Turn, number> = { containment: 0, facts: 0, action: 0, read: 0, following: 0 };
  const inFlight: Record<CallKind, number> = { action: 0, read: 0 };
  const sleepers = new Set<() => void>();
  let isStopping = false;
  let forgotAt = clock.now();
  let rebuilt: Promise<Windows> | null = null;
  let inUse: Windows | null = null;

  const wake = (): void => {
    for (const each of [...sleepers]) each();
  };

  const nap = (ms: number): Promise<void> =>
    new Promise((resolve) => {
      const up = (): void => {
        callOff();
        sleepers.delete(up);
        resolve();
      };
      const callOff = clock.at(clock.now() + Math.min(ms, LONGEST_NAP_MS), up);
      sleepers.add(up);
    });

  // A call of an earlier process that was never answered may have reached Defender as late as now.
  const rebuild = async (): Promise<Windows> => {
    const now = clock.now();
    const earlier = await calls.since(now - longestMs);
    const answered = earlier.map(({ id, answeredAt }) => ({ id, answeredAt: answeredAt ?? now }));
    inUse = createLocalWindows({ limits, clock, earlier: answered });
    return inUse;
  };

  const windows = (): Promise<Windows> => {
    rebuilt ??= rebuild().catch((error: unknown) => {
      rebuilt = null;
      throw error;
    });
    return rebuilt;
  };

  const forget = async (): Promise<void> => {
    if (clock.now() - forgotAt < longestMs) return;
    forgotAt = clock.now();
    await calls.forget(clock.now() - 2 * longestMs);
  };

  const slotOf = (id: string, kind: CallKind, taken: Windows): Slot => {
    inFlight[kind] += 1;
    const over = (): void => {
      inFlight[kind] -= 1;
      wake();
    };
    return {
      began: () => calls.began(id, clock.now()),
      giveBack: async () => {
        await taken.giveBack(id);
        over();
      },
      answered: async () => {
        await taken.answered(id);
        over();
        try {
          await calls.answered(id, clock.now());
          await forget();
        } catch {
          // Harmless: after a restart this call counts as answered at the start, so its slot comes back later.
          log.warn('defender.call-not-stored', { id });
        }
      },
    };
  };

  /** How long the gate's first must wait; 0 when the slot is taken. */
  const tryTake = async (id: string, kind: CallKind): Promise<number> => {
    await pause.refresh();
    if (pause.until() > clock.now()) return pause.until() - clock.now();
    if (inFlight[kind] >= MAX_IN_FLIGHT[kind]) return LONGEST_NAP_MS;
    const ofReads = waiting.read + waiting.following;
    const ofActions = waiting.containment + waiting.facts + waiting.action;
    const isOtherKindWaiting = (kind === 'read' ? ofActions : ofReads) > 0;
    return (await windows()).take({ id, kind, isOtherKindWaiting });
  };

  const atTheGate = async (turn: Turn, giveUpAt: Instant): Promise<Slot | NoSlot | 'stand-aside'> => {
    const id = randomUUID();
    for (;;) {
      if (isStopping) return 'stopping';
      if (clock.now() >= giveUpAt) return 'too-late';
      if (turn === 'action' && waiting.containment > 0) return 'stand-aside';
      const waitMs = await tryTake(id, kindOf(turn));
      if (waitMs === 0) return slotOf(id, kindOf(turn), await windows());
      await nap(Math.min(waitMs, giveUpAt - clock.now()));
    }
  };

  const slot = async (turn: Turn, giveUpAt: Instant): Promise<Slot | NoSlot> => {
    waiting[turn] += 1;
    wake();
    try {
      let priority: number = priorities[turn];
      for (;;) {
        const outcome = await gates[kindOf(turn)].schedule({ priority }, () => atTheGate(turn, giveUpAt));
        if (outcome !== 'stand-aside') return outcome;
        priority = STOOD_ASIDE;
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
      return (await tryTake(id, kindOf(turn))) === 0 ? slotOf(id, kindOf(turn), await windows()) : null;
    },
    pause,
    waiting: () => ({ ...waiting }),
    prime: async () => {
      await pause.refresh();
      await windows();
    },
    use: () => (inUse === null ? [] : inUse.use()),
    stop: async () => {
      isStopping = true;
      wake();
      while (inFlight.action + inFlight.read > 0) await nap(LONGEST_NAP_MS);
    },
  };
};
