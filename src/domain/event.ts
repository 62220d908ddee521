import type { Audience } from './audience';
import type { FaultFacts } from './fault';
import type { Instant } from './instant';
import type { Person } from './person';

/** Why a run will never be sent. */
export type NotSentReason =
  | 'send-by'
  | 'stricter'
  | 'not-allowed'
  | 'withdrawn'
  | 'denied'
  | 'expired'
  | 'rehearsal'
  | 'gone';

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
  /** Somebody asked, and no request was opened. */
  | {
      readonly kind: 'ask-refused';
      readonly verb: string;
      readonly machine: string;
      readonly parameter: string | null;
      readonly channel: string;
      readonly code: string;
      readonly says: string;
    }
  /** From here on refusals of this kind to this person are counted and not written one by one, until the window is over. */
  | { readonly kind: 'limited'; readonly what: LimitedAttempt; readonly most: number; readonly perMs: number }
  /** Nobody had answered in time: these people were called too. */
  | { readonly kind: 'escalated'; readonly to: Audience; readonly afterMs: number }
  /** Nothing is sent to Defender from here on. The channels are those in which it is told. */
  | {
      readonly kind: 'paused';
      readonly pause: number;
      readonly words: string;
      readonly channels: readonly string[];
    }
  | ({ readonly kind: 'resume-asked'; readonly needed: number } & SaidToResume)
  | ({ readonly kind: 'resumed' } & SaidToResume)
  | { readonly kind: 'policy-in-force'; readonly hash: string; readonly before: string | null }
  /** Entries up to this one were exported and may be removed. */
  | { readonly kind: 'sealed'; readonly upTo: number; readonly hash: string; readonly entries: number }
  /** The entries of a sealed segment are no longer in the store. */
  | { readonly kind: 'segment-removed'; readonly upTo: number; readonly hash: string; readonly entries: number }
  | { readonly kind: 'claimed'; readonly attempt: number }
  /** Ready again, for a reason that was told before. */
  | { readonly kind: 'set-back'; readonly code: string }
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
  | ({ readonly kind: 'not-sent' } & NotSent)
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

/** Why a run will never be sent, as it is told. */
export interface NotSent {
  readonly reason: NotSentReason;
  readonly words: string | null;
  /** What to do about it, where asking for the same again would be refused. */
  readonly next?: string | undefined;
}

/** Somebody says that sending may go on. */
interface SaidToResume {
  /** The pause that this is about, by its number. */
  readonly pause: number;
  /** Everybody who has said so and counts, the last one last. */
  readonly by: readonly Person[];
  /** Who had said so, and is no approver any more. */
  readonly notCounted: readonly Person[];
  /** What was said with it. Empty where nothing was. */
  readonly words: string;
  readonly channels: readonly string[];
}

/** What is counted per person. */
export type LimitedAttempt = 'requests' | 'refused-clicks';

export type HappeningKind = Happening['kind'];

/** One entry of the append-only log. */
export interface Event {
  readonly at: Instant;
  /** Null where it is about no one request. */
  readonly requestId: string | null;
  readonly runId: string | null;
  /** Null: Twokey itself. */
  readonly actor: Person | null;
  readonly happening: Happening;
}

/** An event as the log holds it. */
export interface LoggedEvent extends Event {
  readonly seq: number;
}

/** An entry of the log that this version cannot read: another one wrote it, or somebody who is not Twokey. */
export interface UnreadEvent {
  readonly seq: number;
  readonly at: Instant | null;
  readonly happening: { readonly kind: 'unread'; readonly was: string };
}

/** Whether an entry is one that cannot be read. */
export const isUnread = (entry: LoggedEvent | UnreadEvent): entry is UnreadEvent => entry.happening.kind === 'unread';

const untold: ReadonlySet<HappeningKind> = new Set([
  'asked',
  'ask-refused',
  'card-posted',
  'claimed',
  'late-answer',
  'limited',
  'policy-in-force',
  'refused',
  'sealed',
  'segment-removed',
  'set-back',
]);

/** Whether people are told of this, in the thread of its request or, where it has none, in channels. */
export const isTold = (happening: Happening): boolean => !untold.has(happening.kind);

/** The channels in which something that is about no one request is told. */
export const channelsOf = (happening: Happening): readonly string[] =>
  'channels' in happening ? happening.channels : [];

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
