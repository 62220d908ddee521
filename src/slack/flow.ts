import type { Verb } from '../domain/catalogue';
import type { Instant } from '../domain/instant';
import type { Machine } from '../domain/machine';
import type { Refusal } from '../domain/refusal';
import type { Dossier } from '../domain/reviewing';

/** What somebody asks for, as Slack delivered it. */
export interface Ask {
  readonly delivery: string;
  readonly personId: string;
  readonly channel: string;
  readonly verb: Verb;
  /** As typed; for `cancel` the id of a request. */
  readonly machine: string;
  readonly chosenMachineId: string | null;
  readonly parameter: string | null;
  readonly comment: string;
}

/** What became of an ask. */
export type Submitted =
  | { readonly kind: 'opened'; readonly requestId: string }
  | { readonly kind: 'seen' }
  | { readonly kind: 'refused'; readonly refusal: Refusal }
  | { readonly kind: 'choose'; readonly refusal: Refusal; readonly candidates: readonly Machine[] };

/** A click on a card's button. */
export interface CardClick {
  readonly delivery: string;
  readonly personId: string;
  readonly requestId: string;
  readonly binding: string;
  readonly postId: string;
  readonly channel: string;
  readonly messageTs: string;
  readonly arrivedAt: Instant;
}

/** What became of a click. */
export type Reviewed =
  | { readonly kind: 'done' }
  | { readonly kind: 'seen' }
  | { readonly kind: 'refused'; readonly refusal: Refusal };

/** What Slack's listeners ask of the flow. Every function may reject with a `Fault`. */
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
