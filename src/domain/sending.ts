import type { Instant } from './instant';
import type { Person } from './person';

/** Why nothing is sent. */
export interface Pause {
  readonly by: Person;
  readonly at: Instant;
  readonly words: string;
  /** Where it is told. */
  readonly channels: readonly string[];
  /** Who has said so far that it may go on. */
  readonly resumers: readonly Person[];
}

/** Whether approved runs are handed to Defender: the one switch of the whole house. */
export interface Sending {
  readonly revision: number;
  readonly pause: Pause | null;
}
