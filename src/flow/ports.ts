import type { Memberships } from '../domain/audience';
import type { Change, Committed } from '../domain/change';
import type { ChannelFacts } from '../domain/channel';
import type { LoggedEvent } from '../domain/event';
import type { Instant } from '../domain/instant';
import type { Machine } from '../domain/machine';
import type { MachineAction } from '../domain/machine-action';
import type { Profile } from '../domain/person';
import type { Policy } from '../domain/policy';
import type { Dossier } from '../domain/reviewing';
import type { Answer, Order, Run } from '../domain/run';

/** The moment it is, and a way to be called later. Timers never keep the process alive. */
export interface Clock {
  now(): Instant;
  /** Calls back once, not before `at`. Returns how to call it off. */
  at(moment: Instant, call: () => void): () => void;
}

/** Fresh identifiers. */
export interface Ids {
  /** Short, readable aloud, `[0-9A-Z]` without letters that look like digits. */
  request(): string;
  unique(): string;
}

/** Structured log: a stable event name and fields, never prose, never secrets. */
export interface Log {
  debug(event: string, fields?: object): void;
  info(event: string, fields?: object): void;
  warn(event: string, fields?: object): void;
  error(event: string, fields?: object): void;
}

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
  /** The earliest moment at which something of each kind becomes due; null when nothing waits. */
  nextDue(kind: 'ready' | 'claimed' | 'expired' | 'late' | 'tracked'): Promise<Instant | null>;
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

/** What Defender can be asked. All of it rejects with a `Fault`. */
export interface DefenderReads {
  /** Every record whose full name, short name, id or last IP address is exactly this. */
  findMachines(name: string): Promise<readonly Machine[]>;
  /** These machines by id; an id that Defender does not know is absent. */
  machines(ids: readonly string[]): Promise<ReadonlyMap<string, Machine>>;
  /** A page of all machines; `after` is what the page before returned. */
  machinePage(after: string | null): Promise<{ readonly machines: readonly Machine[]; readonly next: string | null }>;
  /** Machine Actions of one machine, newest first. */
  actionsOn(machineId: string): Promise<readonly MachineAction[]>;
  /** Every Machine Action created since a moment, complete or not at all. */
  actionsSince(since: Instant): Promise<readonly MachineAction[]>;
  /** One Machine Action; null when Defender does not know it. */
  action(id: string): Promise<MachineAction | null>;
}

/** Microsoft Defender for Endpoint. Its own reads are for people who wait. */
export interface Defender extends DefenderReads {
  /** The same, for what must be known before an approved call is made: with the actions, ahead of every other read. */
  readonly beforeSending: DefenderReads;
  /** The same, for what follows and settles: after everybody who waits. */
  readonly following: DefenderReads;
  /**
   * Makes the one call for a run. Waits for a slot of the rate budget, then calls `prepare`, which claims the run and
   * gives the order (null: not any more), then sends it at once, never twice. Never rejects for what the outside does.
   */
  send(isContainment: boolean, prepare: () => Promise<Order | null>): Promise<Answer | null>;
  /** Cancels a twin. */
  cancel(machineActionId: string, comment: string): Promise<Answer>;
}

/** What came of handing a message to Slack. */
export type PostOutcome =
  | { readonly kind: 'sent'; readonly ts: string }
  | { readonly kind: 'limited'; readonly retryAt: Instant }
  /** Slack said no: proved not to be there. `isFinal` where trying again cannot help. */
  | { readonly kind: 'rejected'; readonly code: string; readonly isFinal: boolean }
  | { readonly kind: 'unknown'; readonly says: string };

/** Where requests are shown to people. */
export interface Surface {
  postCard(dossier: Dossier, post: Post): Promise<PostOutcome>;
  /** Several notes become one message. */
  postNotes(dossier: Dossier, posts: readonly Post[], cardTs: string): Promise<PostOutcome>;
  redrawCard(dossier: Dossier, card: CardRedraw): Promise<PostOutcome>;
}

/** Who people are and what channels are, as Slack says at this moment. Rejects with a `Fault` when it cannot be established. */
export interface Directory {
  /** Null: Slack knows nobody of this id, or does not show them. */
  profile(personId: string): Promise<Profile | null>;
  /** From a read that started after this call. */
  memberships(usergroups: readonly string[]): Promise<Memberships>;
  /** Null: the bot may not see the channel. */
  channel(channelId: string): Promise<ChannelFacts | null>;
}

/** The policy in force. */
export interface PolicySource {
  current(): Policy;
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
