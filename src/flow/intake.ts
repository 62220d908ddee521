import type { HomeClick, SubscribeAsk, Subscribed } from './home-intake';
import type { Verb } from '../domain/catalogue';
import type { FollowUp } from '../domain/following-up';
import type { Instant } from '../domain/instant';
import type { Machine } from '../domain/machine';
import type { Refusal } from '../domain/refusal';
import type { Dossier } from '../domain/reviewing';
import type { Sending } from '../domain/sending';
import type { Explained, Listed, Told, WhyAsk } from './question-intake';
import type { ContainedTold, MachineTold } from './questions';

/** Somebody asks for an action. */
export interface Ask {
  /** Key of the stored delivery. */
  readonly delivery: string;
  readonly personId: string;
  readonly channel: string;
  /** The thread to ask in, by the `ts` of its first message; null to begin one. */
  readonly thread: string | null;
  readonly verb: Verb;
  /** As typed, each once; for an action on a Machine Action, the id of the request that started it. */
  readonly machines: readonly string[];
  /** The machine that the person confirmed among several. */
  readonly chosenMachineId: string | null;
  readonly parameter: string | null;
  /** How long the containment is wanted for; null where nobody said. */
  readonly forMs: number | null;
  readonly comment: string;
  /** The request that was not sent, and is asked again; missing where this is no repetition. */
  readonly againOf?: string;
}

/** What somebody asks for, and where. */
export type Asked = Pick<Ask, 'verb' | 'machines' | 'parameter' | 'forMs' | 'comment' | 'channel' | 'thread'>;

/** What a form is filled with, for a request that follows from another. */
export interface Prefill extends Omit<Asked, 'machines'> {
  /** One machine by its id, several by their names; to cancel, the id of a request. */
  readonly machine: string;
  /** The machines that are named, by their records. */
  readonly candidates: readonly Machine[];
  /** The request that is asked again; missing where this is no repetition. */
  readonly againOf?: string;
}

/** What came of asking again; `asked` is null where it did not come to asking. */
export interface AskedAgain {
  readonly asked: Asked | null;
  readonly outcome: Submitted;
}

export type Submitted =
  | { readonly kind: 'opened'; readonly requestId: string }
  /** The same delivery opened it before. */
  | { readonly kind: 'seen' }
  | { readonly kind: 'refused'; readonly refusal: Refusal }
  /** Nothing is picked silently: the person must choose. */
  | { readonly kind: 'choose'; readonly refusal: Refusal; readonly candidates: readonly Machine[] };

/** A click on a button of a card. */
export interface CardClick {
  /** Key of the stored delivery. */
  readonly delivery: string;
  readonly personId: string;
  readonly requestId: string;
  /** The hash and the post that the button carried. */
  readonly binding: string;
  readonly postId: string;
  /** Where the message with the button is. */
  readonly channel: string;
  /** Empty where the message is none that we posted for all to see. */
  readonly messageTs: string;
  /** When the click reached us: what expiry is judged by. */
  readonly arrivedAt: Instant;
}

/** What a click on a card would have come to. */
export type Attempted = 'approved' | 'denied' | 'withdrawn' | 'asked-again' | 'package-link' | FollowUp;

/** A click on a button, or a form, whose value is not one that Twokey wrote: somebody has changed it. */
export interface UnreadClick {
  /** Key of the stored delivery. */
  readonly delivery: string;
  readonly personId: string;
  readonly attempted: Attempted;
}

export type Reviewed =
  | { readonly kind: 'done' }
  | { readonly kind: 'seen' }
  | { readonly kind: 'refused'; readonly refusal: Refusal };

/** What came of asking for the links to a request's investigation packages. */
export type PackageLinks =
  | {
      readonly kind: 'links';
      readonly links: readonly { readonly machine: string; readonly url: string }[];
      /** How many further packages the request has. */
      readonly more: number;
      /** Why not every link that was asked for is there; null when it is. */
      readonly missing: Refusal | null;
    }
  | { readonly kind: 'seen' }
  | { readonly kind: 'refused'; readonly refusal: Refusal };

/** Somebody stops all sending. */
export interface PauseAsk {
  readonly delivery: string;
  readonly personId: string;
  /** Where it was typed or clicked. */
  readonly channel: string;
  /** Empty when absent. */
  readonly words: string;
}

/** Somebody says that sending may go on. */
export interface ResumeAsk extends PauseAsk {
  /** The pause that the button was about, by its number. */
  readonly about: number | 'typed' | 'unreadable';
  /** The message that was clicked: empty where it is none that we posted for all to see, null for what is typed. */
  readonly messageTs: string | null;
}

export type Switched =
  /** How many of the approvers that it takes to go on have said so; null for a pause. */
  | {
      readonly kind: 'done';
      readonly given: number | null;
      readonly needed: number;
      /** Where it is told. */
      readonly channels: readonly string[];
    }
  | { readonly kind: 'seen' }
  | { readonly kind: 'refused'; readonly refusal: Refusal };

/** Somebody says what became of a request that Twokey could not settle. */
export interface SettleAsk {
  readonly delivery: string;
  readonly personId: string;
  /** Where it was typed. */
  readonly channel: string;
  readonly requestId: string;
  /** Which of several machines is meant, by name or id; null where none was named. */
  readonly machine: string | null;
  /** `happened`, `did-not-happen` or the id of a Machine Action, as typed in lower case. */
  readonly way: string;
  /** Tidied; empty when absent. */
  readonly words: string;
}

/** What a chat's listeners may ask of the flow. Every function may reject with a `Fault`. */
export interface Flow {
  submit(ask: Ask): Promise<Submitted>;
  approve(click: CardClick): Promise<Reviewed>;
  /** Whether the machines may be shown to somebody: only to those who may ask. Never rejects. */
  mayAsk(personId: string): Promise<boolean>;
  /** Whether somebody may look machines up: those who may ask or approve. Never rejects. */
  mayLookUp(personId: string): Promise<boolean>;
  /** Why opening the form for a reason makes no sense; null when it does. Changes nothing. */
  beforeDeny(click: Omit<CardClick, 'delivery'>): Promise<Refusal | null>;
  /** Puts on record that no form was opened, for that reason. */
  refuseDeny(click: CardClick, refusal: Refusal): Promise<Reviewed>;
  /** Puts on record that a button or a form was tampered with. */
  refuseUnread(click: UnreadClick): Promise<Reviewed>;
  deny(click: CardClick & { readonly words: string }): Promise<Reviewed>;
  withdraw(click: CardClick): Promise<Reviewed>;
  /** Asks for the same again, where it came to nothing. */
  askAgain(click: CardClick): Promise<AskedAgain>;
  /** What the form for a follow-up is filled with, or why it is not opened. Changes nothing. */
  prefill(click: Omit<CardClick, 'delivery'>, what: FollowUp): Promise<Prefill | Refusal>;
  /** Puts on record that no form was opened, for that reason. */
  refusePrefill(click: CardClick, what: FollowUp, refusal: Refusal): Promise<Reviewed>;
  /** The links to a request's investigation packages, for its people. They are secrets: not to be kept or logged. */
  packageLinks(click: CardClick): Promise<PackageLinks>;
  /** Somebody opens Home, which `shows` something already or nothing yet. */
  homeOpened(personId: string, shows: 'something' | 'nothing'): Promise<void>;
  /**
   * The click on the recorded card that one in Home stands for; null where the button is none of this person's Home.
   * Decides nothing.
   */
  homeClicked(click: HomeClick): Promise<{ readonly click: CardClick; readonly dossier: Dossier | null } | null>;
  /** Turns direct messages about what waits on or off. */
  subscribe(ask: SubscribeAsk): Promise<Subscribed>;
  /** What waits and what runs, for those who may ask or approve. */
  status(personId: string): Promise<Listed>;
  /** What the policy would ask of somebody, without asking. */
  why(ask: WhyAsk): Promise<Explained>;
  /** What is isolated or restricted now, for those who may ask or approve. */
  contained(personId: string): Promise<ContainedTold>;
  /** What is known of a machine, by its name as typed, for the same. */
  machine(personId: string, name: string): Promise<MachineTold>;
  /** The story of one request, or of a machine where no request has that id, for the same. */
  history(personId: string, subject: string): Promise<Told>;
  /** Stops all sending to Defender; any approver can. */
  pause(ask: PauseAsk): Promise<Switched>;
  /** Says that sending may go on; it takes two approvers. */
  resume(ask: ResumeAsk): Promise<Switched>;
  /** Settles what Twokey could not; anybody who could approve the request can. */
  settle(ask: SettleAsk): Promise<Reviewed>;
  /** Whether anything is sent. */
  sending(): Promise<Sending>;
}
