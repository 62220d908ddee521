import { type Audience, belongs, isSameAudience, type Memberships } from './audience';
import type { Verb } from './catalogue';
import { isGlobMatch } from './glob';
import type { Machine } from './machine';
import { shortName } from './machine';
import { type Refusal, refuse } from './refusal';

/** The machines that a rule is about: those that match any of the lists. A list that is empty says nothing. */
export interface MachineMatch {
  readonly names?: readonly string[];
  readonly ids?: readonly string[];
  readonly tags?: readonly string[];
  readonly value?: readonly string[];
  readonly groups?: readonly string[];
  readonly os?: readonly string[];
  readonly risk?: readonly string[];
}

/** One rule of the policy. It can only make the terms stricter. */
export interface Rule {
  readonly name: string;
  readonly when: { readonly actions?: readonly string[]; readonly machine?: MachineMatch };
  readonly quorum?: number;
  readonly expiresInMs?: number;
  readonly sendWithinMs?: number;
  readonly approvers?: Audience;
  readonly deny?: string;
}

/** The policy file, validated. */
export interface Policy {
  readonly requestors: Audience;
  readonly approvers: Audience;
  /** Null: any channel that the bot is in. */
  readonly channels: readonly string[] | null;
  readonly quorum: number;
  readonly expiresInMs: number;
  readonly sendWithinMs: number;
  readonly mention: boolean;
  readonly rules: readonly Rule[];
  /** Hash of the file's content, written on what is decided under it. */
  readonly hash: string;
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
  /** Names of the rules that applied. */
  readonly rules: readonly string[];
}

/** A fact that is not known counts as a match. */
const meets = (wanted: readonly string[], facts: readonly (string | null)[] | null): boolean =>
  facts === null || facts.some((fact) => fact === null || wanted.some((pattern) => isGlobMatch(pattern, fact)));

const isMeant = (match: MachineMatch, machine: Machine): boolean => {
  const given = (
    [
      [match.names, [machine.name, shortName(machine.name)]],
      [match.ids, [machine.id]],
      [match.tags, machine.tags],
      [match.value, [machine.value]],
      [match.groups, [machine.group]],
      [match.os, [machine.os]],
      [match.risk, [machine.risk]],
    ] as const
  ).flatMap(([wanted = [], facts]) => (wanted.length === 0 ? [] : [meets(wanted, facts)]));
  return given.length === 0 || given.includes(true);
};

/**
 * Whether a rule is about this action on this machine. Any one of the machine's facts that the rule names is enough, so
 * that a never-list of names, ids and tags is one rule.
 */
export const isApplicable = ({ when }: Rule, verb: Verb, machine: Machine): boolean =>
  (when.actions === undefined || when.actions.length === 0 || when.actions.includes(verb)) &&
  (when.machine === undefined || isMeant(when.machine, machine));

/** Whether the policy lets somebody ask at all; null when it does. */
export const mayAsk = (policy: Policy, personId: string, memberships: Memberships): Refusal | null =>
  belongs(personId, policy.requestors, memberships) ? null : refuse('not-a-requestor', policy.requestors);

/** The terms of an action on a machine, or the rule that forbids it. All rules that apply count; the strictest wins. */
export const decideTerms = (policy: Policy, verb: Verb, machine: Machine): Terms | Refusal => {
  const rules = policy.rules.filter((rule) => isApplicable(rule, verb, machine));
  const denial = rules.find((rule) => rule.deny !== undefined);
  if (denial?.deny !== undefined) return refuse('denied-by-rule', denial.name, denial.deny);
  // Whoever is named twice is one audience, and what names the ordinary approvers asks for nobody else.
  const special = [policy.approvers, ...rules.flatMap((rule) => rule.approvers ?? [])]
    .filter((audience, index, all) => all.findIndex((other) => isSameAudience(other, audience)) === index)
    .slice(1);
  const quorum = Math.max(policy.quorum, ...rules.map((rule) => rule.quorum ?? 1));
  const ordinary = Math.max(1, quorum - special.length);
  return {
    places: [policy.approvers, ...Array<Audience>(ordinary - 1).fill(policy.approvers), ...special],
    expiresInMs: Math.min(policy.expiresInMs, ...rules.map((rule) => rule.expiresInMs ?? policy.expiresInMs)),
    sendWithinMs: Math.min(policy.sendWithinMs, ...rules.map((rule) => rule.sendWithinMs ?? policy.sendWithinMs)),
    mention: policy.mention,
    rules: rules.map((rule) => rule.name),
  };
};

const placesLike = (terms: Terms, audience: Audience): number =>
  terms.places.filter((place) => isSameAudience(place, audience)).length;

/** Whether today's terms ask for more than the fixed ones did: more approvals by the same people, or by others. */
export const isStricter = (today: Terms, fixed: Terms): boolean =>
  today.places.some((place) => placesLike(today, place) > placesLike(fixed, place));

/** The places (by index) that somebody can fill with today's memberships. */
export const placesFor = (terms: Terms, personId: string, memberships: Memberships): readonly number[] =>
  terms.places.flatMap((place, index) => (belongs(personId, place, memberships) ? [index] : []));
