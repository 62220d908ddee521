import type { Containment } from '../domain/containment';
import type { FaultFacts } from '../domain/fault';
import type { Instant } from '../domain/instant';
import type { Person } from '../domain/person';
import type { Policy } from '../domain/policy';
import type { Refusal } from '../domain/refusal';
import type { Dossier } from '../domain/reviewing';
import type { Sending } from '../domain/sending';
import type { ListStanding } from './home-contained';

/** A request as it is listed, with its card where that is in its channel. */
export interface HomeItem {
  readonly dossier: Dossier;
  readonly card: { readonly channel: string; readonly ts: string } | null;
}

/** The first of some requests, and how many there are. */
export interface HomeList {
  readonly items: readonly HomeItem[];
  readonly total: number;
}

/** What one of those who may ask or approve sees in Home. */
export interface InsiderPage {
  readonly kind: 'insider';
  readonly person: Person;
  /** What the buttons carry. */
  readonly token: string;
  /** What this person could approve now. */
  readonly waiting: HomeList;
  /** What they asked for, and is not over. */
  readonly mine: HomeList;
  /** What is approved and not over, of others. */
  readonly running: HomeList;
  /** What is contained now, newest first. */
  readonly contained: {
    readonly held: readonly { readonly containment: Containment; readonly card: HomeItem['card'] }[];
    readonly total: number;
    /** How many actions of ours nobody knows of whether they contained a machine, or let it go. */
    readonly unsettled: number;
    /** Whether Defender’s own list is in it, and as of when. */
    readonly list: ListStanding;
  };
  readonly mayAsk: boolean;
  readonly mayApprove: boolean;
  /** Whether they are told directly when something waits for them. */
  readonly isSubscribed: boolean;
  readonly policy: Pick<Policy, 'channels' | 'quorum' | 'rules'>;
  readonly sending: Sending;
}

/** What somebody sees in Home. */
export type HomePage =
  | InsiderPage
  /** Nothing of any request: only why, and how to get access. */
  | { readonly kind: 'outsider'; readonly refusal: Refusal }
  /** Who they are could not be established, so they see nothing either. */
  | { readonly kind: 'unknown'; readonly fault: FaultFacts };

/** What came of publishing Home. */
export type HomeOutcome =
  /** It shows the same already: nothing was published. */
  | { readonly kind: 'same' }
  | { readonly kind: 'published'; readonly digest: string; readonly viewHash: string | null }
  | { readonly kind: 'limited'; readonly retryAt: Instant }
  /** Somebody else has published a version that we do not know. */
  | { readonly kind: 'conflict' }
  | { readonly kind: 'rejected'; readonly code: string }
  | { readonly kind: 'unknown'; readonly says: string };

/** Where Home is shown. */
export interface HomeSurface {
  /**
   * Publishes to the one person.
   *
   * @param shown what was published last: not published again where it is the same, nor over a version that is not known
   */
  publish(
    personId: string,
    page: HomePage,
    shown: { readonly digest: string | null; readonly viewHash: string | null },
  ): Promise<HomeOutcome>;
}
