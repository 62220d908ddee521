import type { Change, Committed } from '../domain/change';
import type { LimitedAttempt, LoggedEvent, UnreadEvent } from '../domain/event';
import type { Instant } from '../domain/instant';
import type { Machine } from '../domain/machine';
import type { Recognised } from '../domain/recognising';
import type { Dossier } from '../domain/reviewing';
import type { Run } from '../domain/run';
import type { Sending } from '../domain/sending';
import type { ContainmentReads } from './containment-reads';
import type { Notice, NoticeRedraw } from './notice';

/** Requests, runs, reviews and events. Every method rejects with a `Fault` of system `store` when it cannot be done. */
export interface Store extends ContainmentReads {
  /** Applies a change whole, or not at all. Nothing is claimed while another replica has the work. */
  commit(change: Change): Promise<Committed>;
  dossier(requestId: string): Promise<Dossier | null>;
  /** Approved requests with a run that is `ready` and due, other than these runs; containment first, then the longest waiting. */
  readyDossiers(now: Instant, limit: number, exceptRunIds?: readonly string[]): Promise<readonly Dossier[]>;
  /** Runs `dispatching` whose `notBefore` has come. */
  claimedDossiers(now: Instant, limit: number): Promise<readonly Dossier[]>;
  /** Pending requests whose time to be approved is over, except those with a click that came in time and is not decided yet. */
  expiredDossiers(now: Instant, limit: number): Promise<readonly Dossier[]>;
  /** Approved requests with a `ready` run whose send-by is over. */
  lateDossiers(now: Instant, limit: number): Promise<readonly Dossier[]>;
  /** Runs that are to be looked at by now: `dispatched`, or ended and looked back at. */
  trackedRuns(now: Instant, limit: number): Promise<readonly Run[]>;
  /** Runs `dispatched` on any of these machines. */
  followedOn(machineIds: readonly string[]): Promise<readonly Run[]>;
  /** Only when to look again: no revision, no event. */
  postponeTracking(looks: readonly Look[]): Promise<void>;
  /** Twins that were found and are not yet known to be over. */
  openTwins(
    limit: number,
  ): Promise<readonly { readonly requestId: string; readonly runId: string; readonly twinId: string }[]>;
  /** Which of these Machine Actions were ever noted as twins. */
  knownTwins(machineActionIds: readonly string[]): Promise<ReadonlySet<string>>;
  /** Requests that wait or run, newest first: those of one person before all others. */
  openDossiers(firstFor: string, limit: number): Promise<readonly Dossier[]>;
  /** Requests of which nobody knows what became of a run, the latest first. */
  unsettledDossiers(limit: number): Promise<readonly Dossier[]>;
  /** Pending requests that nobody has answered, and for which others are to be called by now. */
  escalatingDossiers(now: Instant, limit: number): Promise<readonly Dossier[]>;
  /** Pending requests of which whoever can still approve is to be reminded by now. */
  remindingDossiers(now: Instant, limit: number): Promise<readonly Dossier[]>;
  /** Requests with a run of whose containment people are to be reminded by now. */
  containmentsDue(now: Instant, limit: number): Promise<readonly Dossier[]>;
  /** Requests for several machines of which all have ended, and it has not been told what came of them together. */
  summaryDossiers(limit: number): Promise<readonly Dossier[]>;
  /** The earliest moment at which something of each kind becomes due; null when nothing waits. While sending is paused nothing becomes ready. */
  nextDue(
    kind: 'ready' | 'claimed' | 'expired' | 'late' | 'tracked' | 'escalating' | 'reminding' | 'containment',
  ): Promise<Instant | null>;
  /** Whether anything is sent. */
  sending(): Promise<Sending>;
  /** Whether a delivery was recorded after the last pause, by the order of the log: the clocks of replicas differ. */
  isAfterLastPause(delivery: string): Promise<boolean>;
  /** The last entry of the log, and its hash. */
  head(): Promise<{ readonly seq: number; readonly hash: string }>;
  /** Every event of one request, in order. One whose shape is not known does not hide the others. */
  eventsOf(requestId: string): Promise<readonly (LoggedEvent | UnreadEvent)[]>;
  /** What somebody has tried after a moment: asked (whatever came of it), or clicked and was refused. */
  attemptsOf(personId: string, what: LimitedAttempt, since: Instant): Promise<Attempts>;
  /**
   * What came of a delivery of somebody's, by the entries after a moment: refused, something else, or (null) nothing that
   * is on record, as where somebody was turned away for trying too often.
   */
  cameOf(personId: string, delivery: string, since: Instant): Promise<CameOf | null>;
  /** The policy that the log names as the last in force; null when it names none. */
  lastPolicyHash(): Promise<string | null>;
}

/** When a run is to be looked at again; null: never. Left out where the run has changed since the revision that was seen. */
export interface Look {
  readonly runId: string;
  readonly revision: number;
  readonly trackAt: Instant | null;
}

/** What came of a delivery, by the log. */
export type CameOf =
  | { readonly kind: 'refused'; readonly code: string; readonly says: string }
  | { readonly kind: 'otherwise' };

/** What one person has tried within a stretch of time. */
export interface Attempts {
  /** Oldest first, each with the key of its delivery where that is on record. */
  readonly made: readonly { readonly at: Instant; readonly delivery: string | null }[];
  /** Whether it is on record already that they are over the limit. */
  readonly isNoted: boolean;
}

export interface Post {
  readonly id: string;
  readonly requestId: string;
  /** What is told directly is a note that could not be said in its thread. Progress is redrawn as several machines move. */
  readonly kind: 'card' | 'note' | 'direct' | 'progress';
  /** The event that a note tells; for a card, the one that opened its request; for progress, the last approval. */
  readonly event: LoggedEvent;
  /** Where it is said: of what is told directly, the id of the person. */
  readonly channel: string;
  /** Slack's code for why a card is posted again, or something told directly; null for everything else. */
  readonly because: string | null;
  readonly attempt: number;
  /** Whether an earlier attempt's answer was lost, so that this may be a repeat. */
  readonly isRepeat: boolean;
}

/** A card, or a message of progress, that shows an old state. */
export interface CardRedraw {
  /** A copy is a second message of a card, which Slack confirmed late: it is told to be one. */
  readonly what: 'card' | 'copy' | 'progress';
  readonly postId: string;
  readonly requestId: string;
  readonly channel: string;
  readonly ts: string;
  /** The revision to note as drawn once Slack has taken it. */
  readonly wantRevision: number;
  /** How often the card has been posted, the attempts that failed included. */
  readonly attempt: number;
  /** Why it was posted again; null where it was not. */
  readonly because: string | null;
  /** Whether another message like it may be there, whose answer was lost. */
  readonly isRepeat: boolean;
  /** What the card has to show. */
  readonly stage: 'waiting' | 'running' | 'ended';
}

/** Messages as rows. A note is due only when its request's card has been posted. */
export interface Posts {
  /**
   * Posts that may be sent now: cards first, outcomes before other notes, then in the order of events.
   *
   * @param except places whose posts are left out
   */
  due(now: Instant, limit: number, except?: readonly string[]): Promise<readonly Post[]>;
  /** Cards and progress whose state has changed since they were last drawn: those that ended first, those that wait last. */
  redraws(now: Instant, limit: number): Promise<readonly CardRedraw[]>;
  /** Notices that may be sent now, in the order of events. */
  notices(now: Instant, limit: number): Promise<readonly Notice[]>;
  /** Notices of a pause that has ended since they were last drawn. */
  noticeRedraws(now: Instant, limit: number): Promise<readonly NoticeRedraw[]>;
  /** Marks posts as being sent; false when another replica has them, or has the work. */
  begin(ids: readonly string[], now: Instant): Promise<boolean>;
  /** The notes of these posts are in the thread, in one message. For a card see `cardSent`. */
  sent(ids: readonly string[], ts: string): Promise<void>;
  /** The card is in the channel, with the change that follows from it, in one transaction. */
  cardSent(id: string, ts: string, change: Change): Promise<Committed>;
  /** Another message of a card is in its channel, beside the recorded one: to be redrawn, once, as the copy that it is. */
  copyFound(postId: string, ts: string, now: Instant): Promise<void>;
  /** Proved not to be in the channel: due again at a moment. */
  again(ids: readonly string[], at: Instant): Promise<void>;
  /** Slack's answer was lost: may be in the channel. Said again, marked, at a moment, unless evidence settles it. */
  unknown(ids: readonly string[], againAt: Instant): Promise<void>;
  /** Notes that will never be in their thread: due for each of these people instead, and why. */
  redirected(ids: readonly string[], code: string, people: readonly string[], now: Instant): Promise<void>;
  /**
   * The recorded message of a card is no longer there: the card is due again under another id, with the change that says
   * so. `seen` where another message is recorded by now.
   */
  cardGone(
    card: { readonly postId: string; readonly ts: string },
    again: { readonly id: string; readonly code: string; readonly at: Instant },
    change: Change,
  ): Promise<Committed>;
  /** Will never be in the channel. */
  dropped(ids: readonly string[], code: string): Promise<void>;
  drawn(postId: string, revision: number): Promise<void>;
  /** May show an old state again: to be drawn once more. */
  drawAnew(postId: string): Promise<void>;
  /** A redraw failed: not before a moment. */
  redrawLater(postId: string, at: Instant): Promise<void>;
  /** Posts left `sending` by a process that died, or whose answer is overdue, become unknown. */
  loseOverdue(sendingBefore: Instant, againAt: Instant): Promise<number>;
  cardOf(requestId: string): Promise<{
    readonly postId: string;
    readonly channel: string;
    /** The thread that it is in; null where it begins one. */
    readonly thread: string | null;
    readonly ts: string | null;
    /** How often it has been posted, the attempts that failed included. */
    readonly attempt: number;
  } | null>;
  /** A note in a thread, with the `ts` of its message, null as long as Slack has not confirmed; null for any other post. */
  noteOf(postId: string): Promise<{
    readonly requestId: string;
    readonly channel: string;
    readonly ts: string | null;
  } | null>;
  /** Notices of the last pause that were handed to Slack for a channel; `ts` is null as long as Slack has not confirmed. */
  noticesIn(channel: string): Promise<readonly { readonly postId: string; readonly ts: string | null }[]>;
  /** When the next post may be sent or the next message redrawn, where it is after a moment; null when nothing waits. */
  nextDue(after?: Instant): Promise<Instant | null>;
}

/** Words that a person typed, kept until they are used or a day old. */
export interface Draft {
  readonly id: string;
  readonly person: string;
  /** Empty where it is not known yet. */
  readonly channel: string;
  /** The thread to ask in; null to begin one. */
  readonly thread: string | null;
  readonly verb: string;
  /** As typed: one name, or several with commas or line breaks between them. */
  readonly machine: string;
  readonly parameter: string | null;
  readonly forMs: number | null;
  readonly comment: string;
  /** The request that is asked again with it; missing where this is no repetition. */
  readonly againOf?: string;
  /** Machines to choose from, as they were found. */
  readonly candidates: readonly Machine[];
  /** Where to answer privately; a secret that lives half an hour. */
  readonly responseUrl: string | null;
  /** Where a shortcut opened its form; missing where it began with a command or a mention. */
  readonly shortcut?: Shortcut;
}

/** What a form that a shortcut opened began with. */
export interface Shortcut extends Pick<Recognised, 'hashes' | 'addresses'> {
  /** On a message, whose channel is asked in, or anywhere, where the form asks for the channel. */
  readonly from: 'message' | 'anywhere';
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
  /** Machines that have one of these as their name, short name or id, or had one of these addresses last. */
  known(
    wanted: { readonly names: readonly string[]; readonly addresses: readonly string[] },
    limit: number,
  ): Promise<readonly Machine[]>;
  /** Names a person may have meant. */
  near(name: string, limit: number): Promise<readonly string[]>;
}
