import type { CallLimit } from '../../flow/call-log';

/** Containment goes before other actions, and actions before reads; each leaves the next a share. */
export type Rank = 'containment' | 'action' | 'read';

/** A wish for one slot in every window. */
export interface Ask {
  readonly id: string;
  readonly rank: Rank;
  /** How many of each rank wait in this process, this one included. */
  readonly waiting: Readonly<Record<Rank, number>>;
  /** Whether it has given way to containment for long enough. */
  readonly isOverdue: boolean;
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
  /** Nobody takes a slot for so long from now. */
  silence(forMs: number): Promise<void>;
  /** How full the windows are, as last known here. */
  use(): readonly WindowUse[];
}

/** How many slots of one window may be held when somebody wishes for one. */
export interface Shares {
  readonly calls: number;
  /** By calls of the same kind: reads, or actions of both ranks. */
  readonly ofKind: number;
  /** The same, while calls of the other kind wait. */
  readonly ofKindBeside: number;
  /** By ordinary actions, while containment waits. */
  readonly ofOrdinaryBeside: number;
}

const partOf = (calls: number, part: number): number => Math.max(1, Math.floor(calls * part));

/** What a wish may have of a window. */
export const sharesOf = ({ calls }: CallLimit, { rank, isOverdue }: Pick<Ask, 'rank' | 'isOverdue'>): Shares => {
  // While actions wait, reads keep to a fifth; else to half, so that no action finds a window used up by reads.
  if (rank === 'read') {
    return { calls, ofKind: partOf(calls, 0.5), ofKindBeside: partOf(calls, 0.2), ofOrdinaryBeside: calls };
  }
  return {
    calls,
    ofKind: calls,
    // While reads wait, actions leave them a tenth: what was sent must be followed, or its end is never told.
    ofKindBeside: calls > 1 ? calls - partOf(calls, 0.1) : calls,
    // Containment first; but what has waited long is not put off for ever.
    ofOrdinaryBeside: rank === 'containment' ? calls : isOverdue ? partOf(calls, 0.1) : 0,
  };
};

/** No slot's end is known: somebody's answer must come first. */
export const UNKNOWN_MS = 250;
