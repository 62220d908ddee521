import type { Memberships } from '../domain/audience';
import type { ChannelFacts } from '../domain/channel';
import type { Instant } from '../domain/instant';
import type { Machine } from '../domain/machine';
import type { MachineAction } from '../domain/machine-action';
import type { Profile } from '../domain/person';
import type { Policy } from '../domain/policy';
import type { Dossier } from '../domain/reviewing';
import type { Answer, Order } from '../domain/run';
import type { Sending } from '../domain/sending';
import type { CardRedraw, Notice, NoticeRedraw, Post } from './storage';

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
  /** Cancels a twin, if that may still be done once the rate budget has a slot for it; null when not. */
  cancel(machineActionId: string, comment: string, mayCall: () => Promise<boolean>): Promise<Answer | null>;
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
  /** Cards say whether sending is paused. */
  postCard(dossier: Dossier, post: Post, sending: Sending): Promise<PostOutcome>;
  /** Several notes become one message. */
  postNotes(dossier: Dossier, posts: readonly Post[], cardTs: string, sending: Sending): Promise<PostOutcome>;
  redrawCard(dossier: Dossier, card: CardRedraw, sending: Sending): Promise<PostOutcome>;
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
