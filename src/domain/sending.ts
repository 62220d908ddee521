import type { Instant } from './instant';
import type { Person } from './person';
import type { Run, RunStatus } from './run';

/** Why nothing is sent. */
export interface Pause {
  /** The switch's revision that began it: tells this pause from every other. */
  readonly number: number;
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

/** Runs that a pause holds back: they have not been claimed, and still can be. */
export const heldBackStatuses = ['waiting', 'ready'] as const satisfies readonly RunStatus[];

/** Whether a pause holds back anything of these runs. */
export const isHeldBack = (runs: readonly Run[]): boolean =>
  runs.some(({ status }) => heldBackStatuses.some((held) => held === status));
