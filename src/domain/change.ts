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
  /** For a claim: runs of ours that are followed on the machine, and known not to be in its way. */
  readonly passed?: readonly string[];
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
  /** A run that does the opposite was handed over for this machine since it was looked at. */
  | { readonly kind: 'opposed'; readonly requestId: string }
  /** Sending is paused, and this would have claimed a run. */
  | { readonly kind: 'paused' }
  /** What was not sent has been asked again already, with another request. */
  | { readonly kind: 'asked-again'; readonly requestId: string }
  /** This would have claimed a run, and another replica has the work. */
  | { readonly kind: 'not-ours' }
  /** The same action is open on this machine in another request. */
  | { readonly kind: 'already-open'; readonly requestId: string };
