import type { Instant } from '../domain/instant';

/** What the words depend on beside the stored state. */
export interface Look {
  readonly now: Instant;
  /** Whether everything is done but the call to Defender. */
  readonly isRehearsal: boolean;
  /** The page of a machine in the Defender portal. */
  readonly portalLink: (machineId: string) => string;
}
