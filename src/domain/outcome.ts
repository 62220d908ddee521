import type { RunStatus } from './run';

/** What came of one of several machines. */
export interface Outcome {
  /** By its name. */
  readonly machine: string;
  readonly status: RunStatus;
  readonly machineActionId: string | null;
  /** Why, as far as it is known: Defender's words for a refusal, the reason for what was not sent, what a person said. */
  readonly because: string | null;
}
