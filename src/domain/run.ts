import { actionOf, choiceOf, type Verb } from './catalogue';
import type { FaultFacts } from './fault';
import type { Instant } from './instant';
import type { Machine } from './machine';
import type { MachineAction, Situation } from './machine-action';

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
] as const;
export type RunStatus = (typeof runStatuses)[number];

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
  readonly fault: FaultFacts | null;
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

/** Whether a run has come to its end. */
export const isOver = (run: Run): boolean => over.has(run.status);

/**
 * When to look back first at a run that ends now: a call of an earlier attempt that was given up as lost may still come
 * to something. Null where there was no such attempt.
 */
export const lookBackFrom = (run: Run, now: Instant): Instant | null => {
  const given = run.status === 'ready' ? run.attempt : run.attempt - 1;
  return given > 0 && run.subject === null && run.adoptedFrom === null ? now : null;
};

/** The path and body of the call for a run. */
export const orderFor = (run: Run, comment: string, startBefore: Instant): Order => {
  const action = actionOf(run.verb);
  const choice = choiceOf(run.verb, run.parameter);
  const owner = run.subject === null ? `/machines/${run.machine.id}` : `/machineactions/${run.subject.machineActionId}`;
  return {
    runId: run.id,
    path: `${owner}/${action.pathTail}`,
    body: {
      Comment: comment,
      ...(action.parameter !== null && choice !== null ? { [action.parameter.key]: choice.wire } : {}),
    },
    permissions: action.permissions,
    isContainment: action.isContainment,
    startBefore,
  };
};

/** What an open Machine Action on the same machine means for a run that has not been sent. */
export type Obstacle = { readonly kind: 'same' | 'opposed'; readonly action: MachineAction };

/**
 * Finds what stands in the way: the same action (same type, scope and parameters), which is adopted, or one of the same
 * family (its inverse, or the same with another scope), which must end first. Scope is null right after the call: not
 * known to be the same, so it is waited for.
 */
export const obstacleTo = (run: Run, open: readonly MachineAction[]): Obstacle | null => {
  const action = actionOf(run.verb);
  if (action.machineActionType === null) return null;
  const inverse = action.inverse === null ? null : actionOf(action.inverse as Verb).machineActionType;
  const wanted = choiceOf(run.verb, run.parameter)?.wire ?? null;
  const family = open.filter((other) => other.type === action.machineActionType || other.type === inverse);
  const opposed = family.find(
    (other) => other.type !== action.machineActionType || (wanted !== null && other.scope !== wanted),
  );
  if (opposed !== undefined) return { kind: 'opposed', action: opposed };
  const same = family[0];
  return same === undefined ? null : { kind: 'same', action: same };
};
