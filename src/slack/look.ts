import type { FaultFacts } from '../domain/fault';
import type { Instant } from '../domain/instant';
import type { Pause } from '../domain/sending';

/** What keeps calls to Defender waiting at this moment. */
export interface Outside {
  /** Microsoft's systems that fail, and since when. */
  readonly failing: readonly { readonly fault: FaultFacts; readonly since: Instant | null }[];
  /** Until when Defender wants silence; null when it does not. */
  readonly silentUntil: Instant | null;
  /** Windows of the rate budget that are used up. */
  readonly fullWindows: readonly { readonly windowMs: number; readonly calls: number }[];
}

/** What the words depend on beside the stored state. */
export interface Look {
  readonly now: Instant;
  /** Whether everything is done but the call to Defender. */
  readonly isRehearsal: boolean;
  /** Why nothing is sent; null while everything is. */
  readonly pause: Pause | null;
  /** The page of a machine in the Defender portal. */
  readonly portalLink: (machineId: string) => string;
  readonly outside: () => Outside;
}

/** What does not change while Twokey runs. */
export type FixedLook = Omit<Look, 'now' | 'pause'>;
