import type { OurRun } from '../domain/containment';
import type { Instant } from '../domain/instant';
import type { Dossier } from '../domain/reviewing';

/** What the record tells of machines, rather than of requests. Cost does not grow with what is past. */
export interface ContainmentReads {
  /** In the order of the ids; one that is not known is left out. */
  dossiers(requestIds: readonly string[]): Promise<readonly Dossier[]>;
  /** The newest requests for a machine, newest first. */
  dossiersOn(machineId: string, limit: number): Promise<readonly Dossier[]>;
  /** What our own runs hold machines in, and have ended lately. */
  containments(since: Since): Promise<OwnContainments>;
  /** The same of one machine, however long ago. */
  containmentsOn(machineId: string): Promise<OwnContainments>;
}

/** How far back it matters what was isolated, and what was ended; a restriction always does. */
export interface Since {
  readonly isolated: Instant;
  readonly ended: Instant;
}

/** What our own record tells of containments. */
export interface OwnContainments {
  /** The last run of each machine that succeeded in holding it, or in ending that. */
  readonly last: readonly OurRun[];
  /** Runs of which nobody knows whether they hold or ended one; the newest of many. */
  readonly unsettled: readonly OurRun[];
}
