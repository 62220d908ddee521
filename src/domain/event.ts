import type { Audience } from './audience';
import type { FaultFacts } from './fault';
import type { Instant } from './instant';
import type { Person } from './person';
import type { Recovery } from './recovering';
import type { Reminded } from './reminded';
import type { SettledAs } from './run';
import type { Outcome } from './outcome';

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
      /** How long the containment is wanted for; missing where nobody said, as in entries of older versions. */
      readonly forMs?: number | undefined;
    }
  /** What was approved and not sent is asked for again, with another request. */
  | { readonly kind: 'asked-again'; readonly as: string }
  | { readonly kind: 'card-posted'; readonly channel: string; readonly ts: string }
  /** The message is no longer there: another one takes its place. */
  | { readonly kind: 'card-gone'; readonly code: string }
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
  /** Little time is left: whoever could still approve was reminded. */
  | { readonly kind: 'reminded'; readonly to: Audience; readonly expiresAt: Instant }
  | { readonly kind: 'subscribed' }
  | { readonly kind: 'unsubscribed' }
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
  | {
      readonly kind: 'sent';
      readonly machineActionId: string;
      readonly status: string;
      /** Defender was found to have it, after its answer had been lost. */
      readonly isRecovered: boolean;
      /** Null where it took no noticeable time; entries of older versions do not say. */
      readonly recovery?: Recovery | null | undefined;
    }
  | { readonly kind: 'adopted'; readonly machineActionId: string; readonly status: string; readonly startedBy: string }
  | { readonly kind: 'delayed'; readonly fault: FaultFacts; readonly retryAt: Instant; readonly sendBy: Instant }
  | {
      readonly kind: 'obstructed';
      readonly machineActionId: string;
      readonly type: string;
      readonly status: string;
      /** All that must end first, that one too; entries of older versions name only that one. */
      readonly all?: readonly OpenAction[] | undefined;
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
  /** The time that a containment was wanted for is over, and it was not undone. */
  | ({ readonly kind: 'containment-over'; readonly forMs: number } & Reminded)
  /** Defender lifts a containment by itself. */
  | ({ readonly kind: 'lifts-soon'; readonly liftsAt: Instant } & Reminded)
  /** Nobody had to be reminded: it was undone since, by this Machine Action or, where it is null, through Twokey. */
  | { readonly kind: 'not-reminded'; readonly machine: string; readonly machineActionId: string | null }
  | { readonly kind: 'unsettled'; readonly why: 'not-found' | 'lost-sight' }
  /** `keptId` is null where the run had ended without a Machine Action, and nothing was to be done any more. */
  | { readonly kind: 'twin-found'; readonly keptId: string | null; readonly twinId: string }
  | { readonly kind: 'twin-cancelled'; readonly twinId: string; readonly status: string }
  /** A person said what became of it. */
  | { readonly kind: 'settled-by-person'; readonly as: SettledAs; readonly words: string }
  /** A person named the Machine Action; `startedBy` is null where it carries our mark. */
  | {
      readonly kind: 'found-by-person';
      readonly machineActionId: string;
      readonly status: string;
      readonly startedBy: string | null;
      readonly words: string;
    }
  /** Defender shows it after a person had settled it. Not followed where another request for the same action is open. */
  | {
      readonly kind: 'found-after-settling';
      readonly machineActionId: string;
      readonly status: string;
      readonly as: SettledAs;
      readonly by: Person;
      readonly openIn: string | null;
    }
  | { readonly kind: 'late-answer'; readonly machineActionId: string }
  /** Somebody was given the link to the package that this Machine Action collected. */
  | { readonly kind: 'package-link'; readonly machineActionId: string }
  /** What came of a request for several machines, when all of it had come to its end. */
  | { readonly kind: 'summary'; readonly outcomes: readonly Outcome[] };

/** A Machine Action that is open on a machine. */
export interface OpenAction {
  readonly machineActionId: string;
  readonly type: string;
  readonly status: string;
  /** The request of ours that made it; null where it is somebody else's. */
  readonly requestId: string | null;
}

/** Why a run will never be sent, as it is told. */
export interface NotSent {
  readonly reason: NotSentReason;
  readonly words: string | null;
  /** What to do about it, where asking for the same again would be refused. */
  readonly next?: string | undefined;
  /** Which of several machines this is about, by name. */
  readonly machines?: readonly string[] | undefined;
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
  'card-gone',
  'card-posted',
  'claimed',
  'late-answer',
  'limited',
  'not-reminded',
  'package-link',
  'policy-in-force',
  'refused',
  'sealed',
  'segment-removed',
  'set-back',
  'subscribed',
  'unsubscribed',
]);

/** Whether people are told of this, in the thread of its request or, where it has none, in channels. */
export const isTold = (happening: Happening): boolean => !untold.has(happening.kind);

/** The channels in which something that is about no one request is told. */
export const channelsOf = (happening: Happening): readonly string[] =>
  'channels' in happening ? happening.channels : [];

const endings: ReadonlySet<HappeningKind> = new Set([
  'summary',
  'ended',
  'turned-down',
  'not-sent',
  'denied',
  'withdrawn',
  'expired',
  'unsettled',
  'settled-by-person',
  'found-after-settling',
]);

/** Whether this is an outcome: told before anything else that waits to be told. */
export const isOutcome = (happening: Happening): boolean => endings.has(happening.kind);
