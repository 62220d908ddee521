import type { Event } from './event';
import type { Request, Review } from './request';
import type { Run } from './run';
import type { Sending } from './sending';

/**
 * One step, stored whole or not at all. Every request and run carries its next state, with a revision one above the one
 * it was decided on; the store applies the step only where that older revision is still the stored one.
 */
export interface Change {
  /** The delivery that caused it: becomes done, and must not have been done before. */
  readonly delivery?: string;
  /** A new request with its runs and its card. */
  readonly opened?: { readonly request: Request; readonly runs: readonly Run[] };
  readonly request?: Request;
  readonly runs?: readonly Run[];
  readonly review?: Review;
  /** Whether anything is sent, from now on. */
  readonly sending?: Sending;
  /** Hash of the policy that it was decided under; written on its events. */
  readonly policyHash?: string;
  readonly events: readonly Event[];
}

/** What became of a change. */
export type Committed =
  | { readonly kind: 'done' }
  /** Somebody else was faster: load and decide again. */
  | { readonly kind: 'stale' }
  /** The delivery was done before. */
  | { readonly kind: 'seen' }
  /** This person has already reviewed this request. */
  | { readonly kind: 'reviewed' }
  /** Another run is being handed to Defender for this machine. */
  | { readonly kind: 'lane-taken' }
  /** Sending is paused, and this would have claimed a run. */
  | { readonly kind: 'paused' }
  /** The same action is open on this machine in another request. */
  | { readonly kind: 'already-open'; readonly requestId: string };
