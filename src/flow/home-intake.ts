import type { Refusal } from '../domain/refusal';
import type { Instant } from '../domain/instant';

/** A click on a button in somebody's Home. */
export interface HomeClick {
  readonly delivery: string;
  readonly personId: string;
  readonly requestId: string;
  readonly binding: string;
  /** What the button carried in the place of a post. */
  readonly token: string;
  readonly arrivedAt: Instant;
}

/** Somebody wants to be told directly when something waits for them, or not any more. */
export interface SubscribeAsk {
  readonly delivery: string;
  readonly personId: string;
  readonly to: 'on' | 'off';
}

export type Subscribed =
  | { readonly kind: 'done' }
  /** It was so before. */
  | { readonly kind: 'already' }
  | { readonly kind: 'seen' }
  | { readonly kind: 'refused'; readonly refusal: Refusal };
