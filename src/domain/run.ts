import { actionOf, type Verb } from './catalogue';
import type { FaultFacts } from './fault';
import type { Instant } from './instant';
import type { Machine } from './machine';
import type { MachineAction, Situation } from './machine-action';
import { wireParameter } from './parameter';
import type { Person } from './person';

export const runStatuses = [
  'waiting',
  'ready',
  'dispatching',
  'dispatched',
  'unsettled',
  'succeeded',
  'failed',
  'timed_out',
  'cancelled',
  'not_sent',
  'settled',
] as const;
export type RunStatus = (typeof runStatuses)[number];

/** Those of a run that has not come to its end. */
export const openStatuses = runStatuses.slice(0, 5) as readonly OpenStatus[];
export type OpenStatus = Extract<RunStatus, 'waiting' | 'ready' | 'dispatching' | 'dispatched' | 'unsettled'>;

/** Whether this is the status of a run that has not come to its end. */
export const isOpenStatus = (status: string): status is OpenStatus => openStatuses.some((open) => open === status);

/** The right to make one call for one run. */
export interface Claim {
  readonly token: string;
  readonly at: Instant;
  /** After this moment the holder must not send any more. */
  readonly until: Instant;
}

/** The execution of a request on one machine. */
export interface Run {
  readonly id: string;
  readonly requestId: string;
  readonly revision: number;
  readonly status: RunStatus;
  readonly verb: Verb;
  readonly parameter: string | null;
  /** The machine as it was when the request opened; `situation` likewise. */
  readonly machine: Machine;
  readonly situation: Situation;
  /** For an action on a Machine Action: its id and when it was created. */
  readonly subject: { readonly machineActionId: string; readonly createdAt: Instant } | null;
  /** How often it was claimed. */
  readonly attempt: number;
  readonly claim: Claim | null;
  /** Complete look-ups since the claim that did not find the mark. */
  readonly looks: number;
  /** Not to be sent or looked for before this. */
  readonly notBefore: Instant;
  /** Code of the trouble that was last told, so that it is told once. */
  readonly trouble: string | null;
  readonly machineActionId: string | null;
  /** Somebody else's Machine Action, which was already running: who started it. */
  readonly adoptedFrom: string | null;
  readonly defenderStatus: string | null;
  /** When Defender created the Machine Action. */
  readonly createdAt: Instant | null;
  /** When to look at its Machine Action again; after its end, when to look back for one that comes late. */
  readonly trackAt: Instant | null;
  readonly endedAt: Instant | null;
  /** When people are reminded that its containment is still there; null when they are not, or any more. */
  readonly remindAt: Instant | null;
  readonly fault: FaultFacts | null;
  /** What a person said became of it, where Twokey could not find out; null where nobody had to. */
  readonly settlement: Settlement | null;
}

/** What a person may say became of a run. */
export type SettledAs = 'happened' | 'did-not-happen';

/** What a person said became of a run. */
export interface Settlement {
  readonly by: Person;
  readonly at: Instant;
  readonly as: SettledAs;
}

/** The call that carries a run out, ready for the wire. */
export interface Order {
  readonly runId: string;
  /** Below the API's base, with leading slash. */
  readonly path: string;
  readonly body: Readonly<Record<string, string>>;
  /** Who may ask for it at Microsoft: one of these application permissions. */
  readonly permissions: readonly string[];
  readonly isContainment: boolean;
  /** The call must have begun before this moment. */
  readonly startBefore: Instant;
}

/** What became of a call. */
export type Answer =
  | { readonly kind: 'accepted'; readonly action: MachineAction; readonly at: Instant }
  /** Proved not to have reached Defender, or turned away by it before anything was done. */
  | { readonly kind: 'unsent'; readonly fault: FaultFacts; readonly retryAt: Instant | null }
  /** Defender says that such an action is open already. */
  | { readonly kind: 'already-open'; readonly fault: FaultFacts }
  | { readonly kind: 'refused'; readonly fault: FaultFacts }
  /** Defender may have done it. Only asking Defender can tell. */
  | { readonly kind: 'ambiguous'; readonly fault: FaultFacts };

const over: ReadonlySet<RunStatus> = new Set(['succeeded', 'failed', 'timed_out', 'cancelled', 'not_sent']);

/** Whether a run has come to its end. One that a person settled has not quite: Defender may show it yet. */
export const isOver = (run: Run): boolean => over.has(run.status);

/**
 * When to look back first at a run that ends now: a call of an earlier attempt that was given up as lost may still come
 * to something. Null where there was no such attempt.
 */
export const lookBackFrom = (run: Run, now: Instant): Instant | null => {
  const given = run.status === 'ready' ? run.attempt : run.attempt - 1;
  return given > 0 && run.subject === null && run.adoptedFrom === null ? now : null;
};

/** What tells when a run took effect. */
export type Outcome = Pick<Run, 'status' | 'settlement' | 'createdAt' | 'endedAt'>;

/** Whether what a run was for has taken effect, by Defender's word or by a person's. */
export const hasHappened = ({ status, settlement }: Pick<Run, 'status' | 'settlement'>): boolean =>
  status === 'succeeded' || (status === 'settled' && settlement?.as === 'happened');

/** When that was, by what is stored of it; null where it has not, as far as is known. */
export const happenedAt = ({ status, settlement, createdAt, endedAt }: Outcome): Instant | null => {
  if (!hasHappened({ status, settlement })) return null;
  // When a person said so is not when it was.
  return status === 'succeeded' ? endedAt : (createdAt ?? endedAt ?? settlement?.at ?? null);
};

/** The path and body of the call for a run. */
export const orderFor = (run: Run, comment: string, startBefore: Instant): Order => {
  const action = actionOf(run.verb);
  const parameter = wireParameter(run.verb, run.parameter);
  const owner = run.subject === null ? `/machines/${run.machine.id}` : `/machineactions/${run.subject.machineActionId}`;
  return {
    runId: run.id,
    path: `${owner}/${action.pathTail}`,
    body: { Comment: comment, ...(parameter === null ? {} : { [parameter.key]: parameter.value }) },
    permissions: action.permissions,
    isContainment: action.isContainment,
    startBefore,
  };
};
