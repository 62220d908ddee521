import type { FaultFacts } from './fault';
import type { Instant } from './instant';
import type { Person } from './person';

/** Why a run will never be sent. */
export type NotSentReason = 'send-by' | 'stricter' | 'withdrawn' | 'denied' | 'expired' | 'rehearsal' | 'gone';

/** What happened, with every fact that is needed to tell it later. */
export type Happening =
  | {
      readonly kind: 'asked';
      readonly verb: string;
      readonly parameter: string | null;
      readonly comment: string;
      readonly machines: readonly string[];
    }
  | { readonly kind: 'card-posted'; readonly channel: string; readonly ts: string }
  | { readonly kind: 'card-undeliverable'; readonly code: string }
  | { readonly kind: 'approved'; readonly given: number; readonly needed: number }
  | { readonly kind: 'denied'; readonly words: string }
  | { readonly kind: 'withdrawn' }
  | { readonly kind: 'expired'; readonly given: number; readonly needed: number }
  | { readonly kind: 'refused'; readonly attempted: string; readonly code: string; readonly says: string }
  | { readonly kind: 'claimed'; readonly attempt: number }
  | { readonly kind: 'sent'; readonly machineActionId: string; readonly status: string; readonly isRecovered: boolean }
  | { readonly kind: 'adopted'; readonly machineActionId: string; readonly status: string; readonly startedBy: string }
  | { readonly kind: 'delayed'; readonly fault: FaultFacts; readonly retryAt: Instant; readonly sendBy: Instant }
  | {
      readonly kind: 'obstructed';
      readonly machineActionId: string;
      readonly type: string;
      readonly status: string;
      readonly sendBy: Instant;
    }
  | { readonly kind: 'lane-busy'; readonly sendBy: Instant }
  | { readonly kind: 'doubtful'; readonly fault: FaultFacts }
  | { readonly kind: 'proved-unsent'; readonly attempt: number }
  | { readonly kind: 'not-sent'; readonly reason: NotSentReason; readonly words: string | null }
  | { readonly kind: 'turned-down'; readonly fault: FaultFacts }
  | { readonly kind: 'status'; readonly machineActionId: string; readonly status: string; readonly elapsedMs: number }
  | {
      readonly kind: 'ended';
      readonly machineActionId: string;
      readonly status: string;
      readonly elapsedMs: number;
      readonly errorHResult: number | null;
      readonly cancelledBy: string | null;
    }
  | { readonly kind: 'unsettled'; readonly why: 'not-found' | 'lost-sight' }
  /** `keptId` is null where the run had ended without a Machine Action, and nothing was to be done any more. */
  | { readonly kind: 'twin-found'; readonly keptId: string | null; readonly twinId: string }
  | { readonly kind: 'twin-cancelled'; readonly twinId: string; readonly status: string }
  | { readonly kind: 'late-answer'; readonly machineActionId: string };

export type HappeningKind = Happening['kind'];

/** One entry of the append-only log. */
export interface Event {
  readonly at: Instant;
  readonly requestId: string;
  readonly runId: string | null;
  /** Null: Twokey itself. */
  readonly actor: Person | null;
  readonly happening: Happening;
}

/** An event as the log holds it. */
export interface LoggedEvent extends Event {
  readonly seq: number;
}

const untold: ReadonlySet<HappeningKind> = new Set(['asked', 'card-posted', 'refused', 'claimed', 'late-answer']);

/** Whether people are told of this in the thread. */
export const isTold = (happening: Happening): boolean => !untold.has(happening.kind);

const endings: ReadonlySet<HappeningKind> = new Set([
  'ended',
  'turned-down',
  'not-sent',
  'denied',
  'withdrawn',
  'expired',
  'unsettled',
]);

/** Whether this is an outcome: told before anything else that waits to be told. */
export const isOutcome = (happening: Happening): boolean => endings.has(happening.kind);
