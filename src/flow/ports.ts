import type { Memberships } from '../domain/audience';
import type { ChannelFacts } from '../domain/channel';
import type { Instant } from '../domain/instant';
import type { Machine } from '../domain/machine';
import type { LoggedOnUser } from '../domain/logged-on-user';
import type { MachineAction, NamedAction } from '../domain/machine-action';
import type { Profile } from '../domain/person';
import type { Policy } from '../domain/policy';
import type { Dossier } from '../domain/reviewing';
import type { Answer, Order } from '../domain/run';
import type { Sending } from '../domain/sending';
import type { Notice, NoticeRedraw } from './notice';
import type { CardRedraw, Post } from './storage';

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

/** What Defender can be asked. All of it rejects with a `Fault`. */
export interface DefenderReads {
  /** Every record whose full name, short name, id or last IP address is exactly this. */
  findMachines(name: string): Promise<readonly Machine[]>;
  /** The same for several names, by the name as it was given; one that nothing is called by is absent or empty. */
  findMachinesEach(names: readonly string[]): Promise<ReadonlyMap<string, readonly Machine[]>>;
  /** These machines by id; an id that Defender does not know is absent. */
  machines(ids: readonly string[]): Promise<ReadonlyMap<string, Machine>>;
  /** A page of all machines; `after` is what the page before returned. */
  machinePage(after: string | null): Promise<{ readonly machines: readonly Machine[]; readonly next: string | null }>;
  /** Machine Actions of one machine, newest first. */
  actionsOn(machineId: string): Promise<readonly MachineAction[]>;
  /** The same for several machines, by the id as it was given; one without any is absent or empty. */
  actionsOnEach(machineIds: readonly string[]): Promise<ReadonlyMap<string, readonly MachineAction[]>>;
  /** Every Machine Action created since a moment, complete or not at all. */
  actionsSince(since: Instant): Promise<readonly MachineAction[]>;
  /** Every Machine Action created since a moment that holds a machine in a containment or ends one, complete or not at all. */
  containmentsSince(since: Instant): Promise<readonly NamedAction[]>;
  /** Who has logged on to a machine, latest first; null when Defender does not know the machine. Needs `User.Read.All`. */
  loggedOnUsers(machineId: string): Promise<readonly LoggedOnUser[] | null>;
  /** One Machine Action; null when Defender does not know it. */
  action(id: string): Promise<MachineAction | null>;
}

/** What came of asking for the link to an investigation package. */
export type PackageLink =
  /** A secret that lives minutes: handed on, and kept nowhere. */
  | { readonly kind: 'link'; readonly url: string }
  /** Defender has none: the Machine Action is not finished, or is too old. */
  | { readonly kind: 'absent' }
  /** Nothing was asked, since Defender's limit for these links is used up until then. */
  | { readonly kind: 'later'; readonly freeAt: Instant };

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
  /** The link to the package that a Machine Action collected. Rejects with a `Fault`, which never holds the link. */
  packageLink(machineActionId: string): Promise<PackageLink>;
  /** Cancels a twin, if that may still be done once the rate budget has a slot for it; null when not. */
  cancel(machineActionId: string, comment: string, mayCall: () => Promise<boolean>): Promise<Answer | null>;
}

/** What came of handing a message to Slack. */
export type PostOutcome =
  | { readonly kind: 'sent'; readonly ts: string }
  | { readonly kind: 'limited'; readonly retryAt: Instant }
  /** Slack said no: proved not to be there. `isFinal` where trying again cannot help. */
  | {
      readonly kind: 'rejected';
      readonly code: string;
      readonly isFinal: boolean;
      /** What is no longer there to say it in, where that is why. */
      readonly gone?: 'channel' | 'message';
    }
  | { readonly kind: 'unknown'; readonly says: string };

/** Where requests are shown to people. */
export interface Surface {
  /** Cards say whether sending is paused. */
  postCard(dossier: Dossier, post: Post, sending: Sending): Promise<PostOutcome>;
  /** Several notes become one message. */
  postNotes(dossier: Dossier, posts: readonly Post[], cardTs: string, sending: Sending): Promise<PostOutcome>;
  /** The same, to one person: what could not be said in the thread. */
  postDirect(dossier: Dossier, posts: readonly Post[], sending: Sending): Promise<PostOutcome>;
  /** What waits for somebody who wanted to be told, in one message. */
  postWaiting(
    items: readonly { readonly dossier: Dossier; readonly post: Post }[],
    sending: Sending,
  ): Promise<PostOutcome>;
  redrawCard(dossier: Dossier, card: CardRedraw, sending: Sending): Promise<PostOutcome>;
  /** Says of a second message of a card that it is a copy, and where the card is. */
  redrawCopy(dossier: Dossier, copy: CardRedraw): Promise<PostOutcome>;
  /** In the thread, a line for each of several machines. */
  postProgress(dossier: Dossier, post: Post, cardTs: string): Promise<PostOutcome>;
  redrawProgress(dossier: Dossier, progress: CardRedraw): Promise<PostOutcome>;
  /** A notice has a button to resume as long as its pause lasts. */
  postNotice(notice: Notice): Promise<PostOutcome>;
  redrawNotice(notice: NoticeRedraw): Promise<PostOutcome>;
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
