import type { Instant } from '../domain/instant';

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
  /**
   * Takes over deliveries that nobody finished: those of a process that is gone, or past their lease. Some are decided:
   * what is left is to tell whoever they came from.
   */
  takeOver(now: Instant, limit: number): Promise<readonly Delivery[]>;
  /** Erases bodies (they hold secrets that live half an hour) and forgets nothing else. */
  eraseBodies(receivedBefore: Instant): Promise<number>;
}
