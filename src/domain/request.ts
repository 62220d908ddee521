import type { Verb } from './catalogue';
import type { Instant } from './instant';
import type { Person } from './person';
import type { Terms } from './policy';
import { filledPlaces, neededPlaces, openPlaces } from './quorum';

export const requestStatuses = ['pending', 'approved', 'denied', 'expired', 'withdrawn'] as const;
export type RequestStatus = (typeof requestStatuses)[number];

/** One person's wish and its decision. */
export interface Request {
  readonly id: string;
  readonly revision: number;
  readonly status: RequestStatus;
  readonly verb: Verb;
  /** The chosen word of the action's parameter; null where the action takes none. */
  readonly parameter: string | null;
  readonly comment: string;
  readonly requestor: Person;
  readonly channel: string;
  /** The thread that its card is posted in, by the `ts` of its first message; null where the card begins one. */
  readonly thread: string | null;
  /** How long the containment is wanted for; null where nobody said. Nothing is undone when it is over. */
  readonly forMs: number | null;
  readonly terms: Terms;
  /** Hash of action, machines, parameter, comment and terms: what a button is bound to. */
  readonly binding: string;
  readonly policyHash: string;
  readonly openedAt: Instant;
  /** Null until the card is posted: the clock starts then. */
  readonly expiresAt: Instant | null;
  /** When others are called because nobody has answered; null when nobody is to be called, or any more. */
  readonly escalateAt: Instant | null;
  /** When whoever could approve is reminded; null when nobody is to be reminded, or any more. */
  readonly remindAt: Instant | null;
  /** Null until approved. */
  readonly sendBy: Instant | null;
  /** The request that was not sent, and was asked again with this one; null where it is the first. */
  readonly againOf: string | null;
  /** Whether a summary is due when its last run has ended, or was told; null where the one run tells all. */
  readonly summary: 'due' | 'told' | null;
  /** How it was decided; null while pending. */
  readonly decision: Decision | null;
}

export interface Decision {
  /** Null where nobody did it: time ran out. */
  readonly by: Person | null;
  readonly at: Instant;
  /** The words of a denial, or why time mattered. */
  readonly words: string | null;
}

/** One person's decision on one request. */
export interface Review {
  readonly requestId: string;
  readonly person: Person;
  readonly decision: 'approved' | 'denied';
  /** The places of the terms that the person could fill at the click. */
  readonly places: readonly number[];
  readonly words: string | null;
  readonly at: Instant;
}

const approvalsOf = (reviews: readonly Review[]) =>
  reviews.filter((review) => review.decision === 'approved').map((review) => review.places);

/** How many of the needed approvals are given. */
export const approvalsGiven = (reviews: readonly Review[]): number => filledPlaces(approvalsOf(reviews));

/** The places of the terms that still need somebody. */
export const placesMissing = (request: Request, reviews: readonly Review[]): readonly number[] =>
  openPlaces(approvalsOf(reviews), request.terms.places.length);

/** Places that would complete the approvals, as many as are needed: for telling people, not for deciding who may. */
export const placesNeeded = (request: Request, reviews: readonly Review[]): readonly number[] =>
  neededPlaces(approvalsOf(reviews), request.terms.places.length);

/** Everything that is bound by a button, in one canonical text, ready to be hashed. */
export const bindingText = (
  facts: Pick<Request, 'verb' | 'parameter' | 'comment' | 'forMs' | 'terms'> & { readonly subjects: readonly string[] },
): string => JSON.stringify([facts.verb, facts.subjects, facts.parameter, facts.comment, facts.terms, facts.forMs]);
