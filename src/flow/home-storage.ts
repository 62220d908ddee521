import type { Committed } from '../domain/change';
import type { Instant } from '../domain/instant';
import type { Person } from '../domain/person';

/** Somebody who has opened Home, and what it showed when it was last drawn. */
export interface HomeRow {
  readonly personId: string;
  /** What its buttons carry: they are this person's, and nobody else's. */
  readonly token: string;
  readonly openedAt: Instant;
  /** Hash of the drawn view; null where it is to be drawn whatever it shows. */
  readonly digest: string | null;
  /** Slack's hash of the version that we published last; null where it is not known. */
  readonly viewHash: string | null;
  /** The last entry of the log when it was drawn. */
  readonly drawnSeq: number;
}

/** What became of drawing somebody's Home. */
export interface Drawn extends Pick<HomeRow, 'personId' | 'openedAt' | 'digest' | 'viewHash' | 'drawnSeq'> {
  /** Not drawn again before this moment. */
  readonly notBefore: Instant;
  /** Drawn again at this moment although nothing has happened: who somebody is changes without us. */
  readonly lookAt: Instant;
}

/** Who has opened Home lately. */
export interface Homes {
  /**
   * Somebody opens Home: it is due. `token` becomes theirs where they have none; where Slack `shows` nothing there, it is
   * drawn whatever it showed before.
   */
  opened(personId: string, token: string, now: Instant, shows: 'something' | 'nothing'): Promise<void>;
  find(personId: string): Promise<HomeRow | null>;
  /** Homes opened since a moment that show an older state than this entry of the log, or are to be looked at again. */
  due(
    now: Instant,
    facts: { readonly headSeq: number; readonly openedSince: Instant },
    limit: number,
  ): Promise<readonly HomeRow[]>;
  /**
   * Since when the Home that is furthest behind shows an older state than there is, of those opened since a moment; null
   * where none does.
   */
  behindSince(openedSince: Instant): Promise<Instant | null>;
  /** When somebody opened Home last; null where nobody has for long. */
  lastOpenedAt(): Promise<Instant | null>;
  /** Stored only where it was not opened again meanwhile. */
  drawn(drawn: Drawn): Promise<void>;
  /** Not before a moment: it could not be drawn. */
  later(personId: string, at: Instant): Promise<void>;
  /** Whatever was opened since a moment is to be looked at again: it may show something else. */
  lookAgain(openedSince: Instant, at: Instant): Promise<void>;
  /** Forgets whoever has not opened it since a moment. */
  forget(openedBefore: Instant): Promise<void>;
}

/** A request of which subscribers are to be told, and the entry that says that its card was posted. */
export interface SubscriberCall {
  readonly requestId: string;
  readonly eventSeq: number;
}

/** Who wants a direct message when something waits for them. */
export interface Subscriptions {
  has(personId: string): Promise<boolean>;
  all(): Promise<readonly string[]>;
  /** Requests that wait since lately, of which subscribers are to be told. */
  calls(limit: number): Promise<readonly SubscriberCall[]>;
  /**
   * These people are to be told, each once; with `next: again` the call stays, for those of whom it is not known whether
   * it is for them.
   */
  called(
    call: SubscriberCall,
    people: readonly string[],
    how: { readonly next: 'none' | 'again'; readonly now: Instant },
  ): Promise<void>;
  /** With the entry that says so. The delivery that caused it becomes done. */
  change(person: Person, to: 'on' | 'off', how: SubscriptionChange): Promise<Committed>;
}

/** What a change of a subscription is recorded with. */
export interface SubscriptionChange {
  readonly delivery: string;
  readonly policyHash: string;
  readonly now: Instant;
}
