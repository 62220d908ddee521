import type { Instant } from '../domain/instant';
import type { Pause } from '../domain/sending';

/** What the words depend on beside the stored state. */
export interface Look {
  readonly now: Instant;
  /** Whether everything is done but the call to Defender. */
  readonly isRehearsal: boolean;
  /** Why nothing is sent; null while everything is. */
  readonly pause: Pause | null;
  /** The page of a machine in the Defender portal. */
  readonly portalLink: (machineId: string) => string;
}

/** What does not change while Twokey runs. */
export type FixedLook = Omit<Look, 'now' | 'pause'>;
