import type { FaultFacts } from '../domain/fault';
import type { Instant } from '../domain/instant';
import type { Clock } from '../flow/ports';
import type { Turn } from './budget/budget';
import type { KeptBy } from './budget/kept-windows';
import type { WindowUse } from './budget/windows';
import type { Outcome } from './client';
import { faultIn } from './fault';
import type { TokenHealth } from './token';

/** How Defender's API did lately. */
export interface ApiHealth {
  readonly lastSuccessAt: Instant | null;
  readonly lastFaultAt: Instant | null;
  /** Null when the last call was a success. */
  readonly fault: FaultFacts | null;
  /** Since when every call failed; null when the last one did not. */
  readonly failingSince: Instant | null;
}

/** What an operator wants to know of Entra and Defender. */
export interface DefenderHealth {
  readonly token: TokenHealth;
  readonly api: ApiHealth & { readonly pausedUntil: Instant | null };
  /** How far our clock is ahead of theirs, in milliseconds; null where they have not said. */
  readonly clockAheadMs: { readonly entra: number | null; readonly defender: number | null };
  readonly budget: {
    /** Who keeps the limits where several replicas share them. */
    readonly keptBy: KeptBy;
    readonly windows: readonly WindowUse[];
    readonly waiting: Readonly<Record<Turn, number>>;
  };
}

export interface ApiWatch {
  note(outcome: Outcome): void;
  health(): ApiHealth;
}

// A refusal is an answer: Defender is well. What says that it is not, or not for us:
const isTrouble = (outcome: Outcome): boolean =>
  outcome.kind === 'failed' || outcome.status >= 500 || [401, 403, 429].includes(outcome.status);

/** Remembers how the calls went. */
export const createApiWatch = ({ clock }: { readonly clock: Clock }): ApiWatch => {
  let health: ApiHealth = { lastSuccessAt: null, lastFaultAt: null, fault: null, failingSince: null };
  return {
    note: (outcome) => {
      const now = clock.now();
      health = isTrouble(outcome)
        ? { ...health, lastFaultAt: now, fault: faultIn(outcome, []), failingSince: health.failingSince ?? now }
        : { ...health, lastSuccessAt: now, fault: null, failingSince: null };
    },
    health: () => health,
  };
};
