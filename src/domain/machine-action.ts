import type { Instant } from './instant';

/** Defender's status words for a Machine Action. */
export const machineActionStatuses = ['Pending', 'InProgress', 'Succeeded', 'Failed', 'TimeOut', 'Cancelled'] as const;
export type MachineActionStatus = (typeof machineActionStatuses)[number];

/** Defender's record of an action on a machine. */
export interface MachineAction {
  readonly id: string;
  /** An open set: Defender may add words. */
  readonly type: string;
  /** An open set: a word that is none of `machineActionStatuses` changes nothing. */
  readonly status: string;
  /** Full or Selective, Quick or Full. Null right after the call, even where it was sent. */
  readonly scope: string | null;
  readonly requestor: string | null;
  readonly comment: string | null;
  readonly cancellationComment: string | null;
  /** May be null right after the call. */
  readonly machineId: string | null;
  readonly createdAt: Instant | null;
  readonly updatedAt: Instant | null;
  readonly errorHResult: number | null;
  /** The SHA-1, in lower case, of the file that it is about; absent where it is about none, or Defender does not say. */
  readonly file?: string;
}

/** The fact of a file, where there is one. */
export const fileFacts = (sha1: string | null): Pick<MachineAction, 'file'> =>
  sha1 === null ? {} : { file: sha1.toLowerCase() };

/** A Machine Action with what Defender calls its machine. */
export interface NamedAction extends MachineAction {
  /** May be null, or older than the machine's record. */
  readonly machineName: string | null;
}

const finals: ReadonlySet<string> = new Set(['Succeeded', 'Failed', 'TimeOut', 'Cancelled']);

/** Whether the Machine Action has come to its end. Unknown words have not. */
export const isFinal = (action: MachineAction): boolean => finals.has(action.status);

/** Whether a word is one of Defender's documented statuses. */
export const isKnownStatus = (word: string): word is MachineActionStatus =>
  (machineActionStatuses as readonly string[]).includes(word);

/** What was done to a machine lately and what is open on it. */
export interface Situation {
  readonly open: readonly MachineAction[];
  readonly recent: readonly MachineAction[];
  /** Since when it is isolated as far as the Machine Actions tell; null when not or unknown. */
  readonly isolatedSince: Instant | null;
  readonly restrictedSince: Instant | null;
  /** Where what is asked for ends a containment: no source knows of one that it could end. */
  readonly endsNothingKnown?: true;
}

const byNewest = (a: MachineAction, b: MachineAction) => (b.createdAt ?? 0) - (a.createdAt ?? 0);

const stateSince = (newestFirst: readonly MachineAction[], on: string, off: string): Instant | null => {
  const last = newestFirst.find(
    (action) => action.status === 'Succeeded' && (action.type === on || action.type === off),
  );
  return last?.type === on ? (last.updatedAt ?? last.createdAt) : null;
};

/**
 * Reads a machine's Machine Actions for what an approver must know. Defender has no "isolated" flag; this is derived
 * from the newest succeeded action and cannot see Defender's own release after 7 days.
 */
export const situationOf = (all: readonly MachineAction[]): Situation => {
  const newestFirst = [...all].sort(byNewest);
  return {
    open: newestFirst.filter((action) => !isFinal(action)),
    recent: newestFirst.filter(isFinal).slice(0, 3),
    isolatedSince: stateSince(newestFirst, 'Isolate', 'Unisolate'),
    restrictedSince: stateSince(newestFirst, 'RestrictCodeExecution', 'UnrestrictCodeExecution'),
  };
};
