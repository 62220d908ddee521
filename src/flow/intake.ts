import type { Verb } from '../domain/catalogue';
import type { LoggedEvent, UnreadEvent } from '../domain/event';
import type { Instant } from '../domain/instant';
import type { Machine } from '../domain/machine';
import type { Refusal } from '../domain/refusal';
import type { Dossier } from '../domain/reviewing';
import type { Ruling } from '../domain/ruling';
import type { Pause, Sending } from '../domain/sending';

/** Somebody asks for an action. */
export interface Ask {
  /** Key of the stored delivery. */
  readonly delivery: string;
  readonly personId: string;
  readonly channel: string;
  readonly verb: Verb;
  /** As typed; for an action on a Machine Action, the id of the request that started it. */
  readonly machine: string;
  /** The machine that the person confirmed among several. */
  readonly chosenMachineId: string | null;
  readonly parameter: string | null;
  readonly comment: string;
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
export type Attempted = 'approved' | 'denied' | 'withdrawn';

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

/** Somebody wants to know what asking would take. */
export interface WhyAsk {
  readonly personId: string;
  readonly channel: string;
  readonly verb: Verb;
  readonly machine: string;
  /** Null: none was typed, and no ticket is missed. */
  readonly comment: string | null;
}

export type Explained =
  | {
      readonly kind: 'explained';
      readonly verb: Verb;
      readonly machine: Machine;
      /** As it was judged; null where none was typed. */
      readonly comment: string | null;
      readonly ruling: Ruling;
      /** Why this person could not ask here, whatever the rules say; null when they could. */
      readonly notHere: Refusal | null;
      /** Whether this person could give one of the approvals if somebody else asked. */
      readonly couldApprove: boolean;
      /** Why nothing is sent at the moment; null when it is. */
      readonly pause: Pause | null;
    }
  | { readonly kind: 'refused'; readonly refusal: Refusal }
  | { readonly kind: 'several'; readonly candidates: readonly Machine[] };

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
  readonly arrivedAt: Instant;
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

export type Listed =
  | { readonly kind: 'list'; readonly dossiers: readonly Dossier[] }
  | { readonly kind: 'refused'; readonly refusal: Refusal };

export type Told =
  | { readonly kind: 'history'; readonly dossier: Dossier; readonly events: readonly (LoggedEvent | UnreadEvent)[] }
  | { readonly kind: 'refused'; readonly refusal: Refusal };

/** What a chat's listeners may ask of the flow. Every function may reject with a `Fault`. */
export interface Flow {
  submit(ask: Ask): Promise<Submitted>;
  approve(click: CardClick): Promise<Reviewed>;
  /** Whether the machines may be shown to somebody: only to those who may ask. Never rejects. */
  mayAsk(personId: string): Promise<boolean>;
  /** Why opening the form for a reason makes no sense; null when it does. Changes nothing. */
  beforeDeny(click: Omit<CardClick, 'delivery'>): Promise<Refusal | null>;
  /** Puts on record that no form was opened, for that reason. */
  refuseDeny(click: CardClick, refusal: Refusal): Promise<Reviewed>;
  /** Puts on record that a button or a form was tampered with. */
  refuseUnread(click: UnreadClick): Promise<Reviewed>;
  deny(click: CardClick & { readonly words: string }): Promise<Reviewed>;
  withdraw(click: CardClick): Promise<Reviewed>;
  /** What waits and what runs, for those who may ask or approve. */
  status(personId: string): Promise<Listed>;
  /** What the policy would ask of somebody, without asking. */
  why(ask: WhyAsk): Promise<Explained>;
  /** The story of one request, for those who may ask or approve. */
  history(personId: string, requestId: string): Promise<Told>;
  /** Stops all sending to Defender; any approver can. */
  pause(ask: PauseAsk): Promise<Switched>;
  /** Says that sending may go on; it takes two approvers. */
  resume(ask: ResumeAsk): Promise<Switched>;
  /** Whether anything is sent. */
  sending(): Promise<Sending>;
}
