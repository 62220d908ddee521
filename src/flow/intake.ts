import type { Verb } from '../domain/catalogue';
import type { Instant } from '../domain/instant';
import type { Machine } from '../domain/machine';
import type { Refusal } from '../domain/refusal';
import type { Dossier } from '../domain/reviewing';

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
  readonly messageTs: string;
  /** When the click reached us: what expiry is judged by. */
  readonly arrivedAt: Instant;
}

export type Reviewed =
  | { readonly kind: 'done' }
  | { readonly kind: 'seen' }
  | { readonly kind: 'refused'; readonly refusal: Refusal };

/** What a chat's listeners may ask of the flow. Every function may reject with a `Fault`. */
export interface Flow {
  submit(ask: Ask): Promise<Submitted>;
  approve(click: CardClick): Promise<Reviewed>;
  /** Whether the machines may be shown to somebody: only to those who may ask. Never rejects. */
  mayAsk(personId: string): Promise<boolean>;
  /** Why opening the form for a reason makes no sense; null when it does. */
  beforeDeny(click: Omit<CardClick, 'delivery'>): Promise<Refusal | null>;
  deny(click: CardClick & { readonly words: string }): Promise<Reviewed>;
  withdraw(click: CardClick): Promise<Reviewed>;
  status(personId: string): Promise<readonly Dossier[]>;
}
