import { type Audience, belongs, isSameAudience, joinAudiences, type Memberships } from './audience';
import type { MatchedFact, When } from './matching';
import { type Refusal, refuse } from './refusal';

/** One rule of the policy. It can only make the terms stricter. */
export interface Rule {
  readonly name: string;
  readonly when: When;
  readonly quorum?: number;
  readonly expiresInMs?: number;
  readonly sendWithinMs?: number;
  readonly approvers?: Audience;
  /** A regular expression that the comment must hold a match of: the number of a ticket. */
  readonly ticket?: string;
  readonly deny?: string;
}

/** At most so many in any such stretch of time. */
export interface Limit {
  readonly most: number;
  readonly perMs: number;
}

/** Who is called when nobody has answered for a while. */
export interface Escalation {
  /** Counted from the posting of the card. */
  readonly afterMs: number;
  readonly to: Audience;
}

/** The policy file, validated. */
export interface Policy {
  readonly requestors: Audience;
  readonly approvers: Audience;
  /** Null: any channel that the bot is in. */
  readonly channels: readonly string[] | null;
  readonly quorum: number;
  /** Actions that are off unless they are named here. */
  readonly allow: readonly string[];
  readonly expiresInMs: number;
  readonly sendWithinMs: number;
  readonly mention: boolean;
  /** Whether people who may see a machine are told who has logged on to it. */
  readonly loggedOnUsers: boolean;
  /** Whether whoever can still approve is reminded before a request expires. */
  readonly reminder: boolean;
  /** Null: nobody else is called. */
  readonly escalation: Escalation | null;
  /** For each person. */
  readonly limits: { readonly requests: Limit; readonly refusedClicks: Limit };
  /** How many machines one request may be for. */
  readonly mostMachines: number;
  readonly rules: readonly Rule[];
  /** Hash of the file's content, written on what is decided under it. */
  readonly hash: string;
}

/** A rule that applied, why it did, and what it asks for. */
export interface AppliedRule extends Omit<Rule, 'when' | 'deny'> {
  /** Empty: the rule names no machine, or it is not known any more. */
  readonly because: readonly MatchedFact[];
  /** Whether it is a reason for needing more approvals than the policy asks for without rules. */
  readonly isRaising?: boolean;
  /** The machines that it is about, by name; missing where the request is for one machine. */
  readonly machines?: readonly string[];
}

/** What was fixed when the request opened. */
export interface Terms {
  /**
   * One audience per approval that is needed; its length is the quorum. Each place is filled by one person, and nobody
   * fills two.
   */
  readonly places: readonly [Audience, ...Audience[]];
  readonly expiresInMs: number;
  readonly sendWithinMs: number;
  readonly mention: boolean;
  readonly reminder: boolean;
  readonly escalation: Escalation | null;
  /** The rules that applied, by name. */
  readonly rules: readonly AppliedRule[];
}

/** Whether the policy lets somebody ask at all; null when it does. */
export const mayAsk = (policy: Policy, personId: string, memberships: Memberships): Refusal | null =>
  belongs(personId, policy.requestors, memberships) ? null : refuse('not-a-requestor', policy.requestors);

/** Every audience that a policy names: to ask, to approve, to be called. */
export const audiencesOf = ({ requestors, approvers, escalation, rules }: Policy): readonly Audience[] => [
  requestors,
  approvers,
  ...(escalation === null ? [] : [escalation.to]),
  ...rules.flatMap((rule) => rule.approvers ?? []),
];

/** Everybody whose approval the policy asks for anywhere: those who may stop all sending, and start it again. */
export const anyApprover = (policy: Policy): Audience =>
  joinAudiences([policy.approvers, ...policy.rules.flatMap((rule) => rule.approvers ?? [])]);

const placesLike = (terms: Terms, audience: Audience): number =>
  terms.places.filter((place) => isSameAudience(place, audience)).length;

/** Whether today's terms ask for approvals that the fixed ones did not: more by the same people, or some by others. */
export const isStricter = (today: Terms, fixed: Terms): boolean =>
  today.places.some((place) => placesLike(today, place) > placesLike(fixed, place));

/** The places (by index) that somebody can fill with today's memberships. */
export const placesFor = (terms: Terms, personId: string, memberships: Memberships): readonly number[] =>
  terms.places.flatMap((place, index) => (belongs(personId, place, memberships) ? [index] : []));
