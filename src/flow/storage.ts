import type { Change, Committed } from '../domain/change';
import type { LimitedAttempt, LoggedEvent, UnreadEvent } from '../domain/event';
import type { Instant } from '../domain/instant';
import type { Machine } from '../domain/machine';
import type { Dossier } from '../domain/reviewing';
import type { Run } from '../domain/run';
import type { Sending } from '../domain/sending';

/** Requests, runs, reviews and events. Every method rejects with a `Fault` of system `store` when it cannot be done. */
export interface Store {
  /** Applies a change whole, or not at all. */
  commit(change: Change): Promise<Committed>;
  dossier(requestId: string): Promise<Dossier | null>;
  /** Approved requests with a run that is `ready` and due, containment first, then the longest waiting. */
  readyDossiers(now: Instant, limit: number): Promise<readonly Dossier[]>;
  /** Runs `dispatching` whose `notBefore` has come. */
  claimedDossiers(now: Instant, limit: number): Promise<readonly Dossier[]>;
  /** Pending requests whose time to be approved is over, except those with a click that came in time and is not decided yet. */
  expiredDossiers(now: Instant, limit: number): Promise<readonly Dossier[]>;
  /** Approved requests with a `ready` run whose send-by is over. */
  lateDossiers(now: Instant, limit: number): Promise<readonly Dossier[]>;
  /** Runs that are to be looked at by now: `dispatched`, or ended and looked back at. */
  trackedRuns(now: Instant, limit: number): Promise<readonly Run[]>;
  /** Only when to look again: no revision, no event. */
  postponeTracking(looks: readonly { readonly runId: string; readonly trackAt: Instant | null }[]): Promise<void>;
  /** Twins that were found and are not yet known to be over. */
  openTwins(
    limit: number,
  ): Promise<readonly { readonly requestId: string; readonly runId: string; readonly twinId: string }[]>;
  /** Which of these Machine Actions were ever noted as twins. */
  knownTwins(machineActionIds: readonly string[]): Promise<ReadonlySet<string>>;
  /** Requests that wait or run, newest first: those of one person before all others. */
  openDossiers(firstFor: string, limit: number): Promise<readonly Dossier[]>;
  /** Pending requests that nobody has answered, and for which others are to be called by now. */
  escalatingDossiers(now: Instant, limit: number): Promise<readonly Dossier[]>;
  /** The earliest moment at which something of each kind becomes due; null when nothing waits. While sending is paused nothing becomes ready. */
  nextDue(kind: 'ready' | 'claimed' | 'expired' | 'late' | 'tracked' | 'escalating'): Promise<Instant | null>;
  /** Whether anything is sent. */
  sending(): Promise<Sending>;
  /** The last entry of the log, and its hash. */
  head(): Promise<{ readonly seq: number; readonly hash: string }>;
  /** Every event of one request, in order. One whose shape is not known does not hide the others. */
  eventsOf(requestId: string): Promise<readonly (LoggedEvent | UnreadEvent)[]>;
  /** What somebody has tried after a moment: asked (whatever came of it), or clicked and was refused. */
  attemptsOf(personId: string, what: LimitedAttempt, since: Instant): Promise<Attempts>;
  /** The policy that the log names as the last in force; null when it names none. */
  lastPolicyHash(): Promise<string | null>;
}

/** What one person has tried within a stretch of time. */
export interface Attempts {
  /** Oldest first, each with the key of its delivery where that is on record. */
  readonly made: readonly { readonly at: Instant; readonly delivery: string | null }[];
  /** Whether it is on record already that they are over the limit. */
  readonly isNoted: boolean;
}

/** Processes that share this store, and the policies that they go by. */
export interface Replicas {
  /** Says that this process is alive and which policy it goes by; gives the hashes of all others that were alive lately. */
  beat(policyHash: string): Promise<readonly string[]>;
}

/** Something to be told in a channel that belongs to no one request: a pause, and its end. */
export interface Notice {
  readonly id: string;
  readonly channel: string;
  readonly event: LoggedEvent;
  /** The event that ended the pause which this is about; null as long as it lasts. */
  readonly end: LoggedEvent | null;
  /** Whether an earlier attempt's answer was lost, so that this may be a repeat. */
  readonly isRepeat: boolean;
}

/** A posted notice whose buttons do nothing any more. */
export interface NoticeRedraw {
  readonly postId: string;
  readonly channel: string;
  readonly ts: string;
  readonly wantRevision: number;
  readonly event: LoggedEvent;
  readonly end: LoggedEvent | null;
}

export interface Post {
  readonly id: string;
  readonly requestId: string;
  readonly kind: 'card' | 'note';
  /** The event that a note tells; for a card, the one that opened its request. */
  readonly event: LoggedEvent;
  readonly channel: string;
  readonly attempt: number;
  /** Whether an earlier attempt's answer was lost, so that this may be a repeat. */
  readonly isRepeat: boolean;
}

export interface CardRedraw {
  readonly postId: string;
  readonly requestId: string;
  readonly channel: string;
  readonly ts: string;
  /** The revision to note as drawn once Slack has taken it. */
  readonly wantRevision: number;
  /** What the card has to show. */
  readonly stage: 'waiting' | 'running' | 'ended';
}

/** Messages as rows. A note is due only when its request's card has been posted. */
export interface Posts {
  /** Posts that may be sent now: cards first, outcomes before other notes, then in the order of events. */
  due(now: Instant, limit: number): Promise<readonly Post[]>;
  /** Cards whose state has changed since they were last drawn: those that ended first, those that wait last. */
  redraws(now: Instant, limit: number): Promise<readonly CardRedraw[]>;
  /** Notices that may be sent now, in the order of events. */
  notices(now: Instant, limit: number): Promise<readonly Notice[]>;
  /** Notices of a pause that has ended since they were last drawn. */
  noticeRedraws(now: Instant, limit: number): Promise<readonly NoticeRedraw[]>;
  /** Marks posts as being sent; false when another replica has them. */
  begin(ids: readonly string[], now: Instant): Promise<boolean>;
  /** The notes of these posts are in the thread, in one message. For a card see `cardSent`. */
  sent(ids: readonly string[], ts: string): Promise<void>;
  /** The card is in the channel, with the change that follows from it, in one transaction. */
  cardSent(id: string, ts: string, change: Change): Promise<Committed>;
  /** Proved not to be in the channel: due again at a moment. */
  again(ids: readonly string[], at: Instant): Promise<void>;
  /** Slack's answer was lost: may be in the channel. Said again, marked, at a moment, unless evidence settles it. */
  unknown(ids: readonly string[], againAt: Instant): Promise<void>;
  /** Will never be in the channel. */
  dropped(ids: readonly string[], code: string): Promise<void>;
  drawn(postId: string, revision: number): Promise<void>;
  /** A redraw failed: not before a moment. */
  redrawLater(postId: string, at: Instant): Promise<void>;
  /** Posts left `sending` by a process that died, or whose answer is overdue, become unknown. */
  loseOverdue(sendingBefore: Instant, againAt: Instant): Promise<number>;
  cardOf(
    requestId: string,
  ): Promise<{ readonly postId: string; readonly channel: string; readonly ts: string | null } | null>;
  /** Notices of the last pause that were handed to Slack for a channel; `ts` is null as long as Slack has not confirmed. */
  noticesIn(channel: string): Promise<readonly { readonly postId: string; readonly ts: string | null }[]>;
  nextDue(): Promise<Instant | null>;
}

/** One body that Slack delivered, stored before it was acknowledged. */
export interface Delivery {
  /** Trigger id, event id or a hash of the body. */
  readonly key: string;
  readonly kind: string;
  readonly body: string;
  readonly receivedAt: Instant;
}

export interface Deliveries {
  /** Durable when it resolves; `seen` when this key was recorded before. Many at once share one commit. */
  record(delivery: Delivery): Promise<'new' | 'seen'>;
  /** Nothing more is to be done for it. */
  finish(key: string): Promise<void>;
  /** Takes over deliveries that nobody finished: those of a process that is gone, or past their lease. */
  takeOver(now: Instant, limit: number): Promise<readonly Delivery[]>;
  /** Erases bodies (they hold secrets that live half an hour) and forgets nothing else. */
  eraseBodies(receivedBefore: Instant): Promise<number>;
}

/** Words that a person typed, kept until they are used or a day old. */
export interface Draft {
  readonly id: string;
  readonly person: string;
  readonly channel: string;
  readonly verb: string;
  readonly machine: string;
  readonly parameter: string | null;
  readonly comment: string;
  /** Machines to choose from, as they were found. */
  readonly candidates: readonly Machine[];
  /** Where to answer privately; a secret that lives half an hour. */
  readonly responseUrl: string | null;
}

export interface Drafts {
  keep(draft: Draft, now: Instant): Promise<void>;
  find(id: string): Promise<Draft | null>;
  sweep(keptBefore: Instant): Promise<void>;
}

/** The type-ahead's cache of machines. */
export interface MachineCache {
  replace(machines: readonly Machine[], now: Instant): Promise<void>;
  /** Machines whose name starts with, or else contains, what was typed. */
  search(typed: string, limit: number): Promise<readonly Machine[]>;
  /** Names a person may have meant. */
  near(name: string, limit: number): Promise<readonly string[]>;
}

/** The calls made to Defender, so that the rate budget's windows can be rebuilt after a restart. */
export interface CallLog {
  /** Durable before the call is made. */
  began(id: string, at: Instant): Promise<void>;
  answered(id: string, at: Instant): Promise<void>;
  /** Calls that began, or were answered, since a moment, and those whose answer never came. */
  since(
    moment: Instant,
  ): Promise<readonly { readonly id: string; readonly beganAt: Instant; readonly answeredAt: Instant | null }[]>;
  /** Until when Defender asked for silence; null when it did not. */
  pausedUntil(): Promise<Instant | null>;
  pause(until: Instant): Promise<void>;
  forget(answeredBefore: Instant): Promise<void>;
}
