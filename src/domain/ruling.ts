import { type Audience, isSameAudience } from './audience';
import type { Verb } from './catalogue';
import type { Machine } from './machine';
import { matchRule } from './matching';
import type { AppliedRule, Policy, Rule, Terms } from './policy';
import { type Refusal, refuse } from './refusal';

/** What is to be decided on. */
export interface Question {
  readonly verb: Verb;
  readonly machine: Machine;
  /** Null where nobody has written one yet: then no ticket is missed. */
  readonly comment: string | null;
}

/** What the policy says to an action on a machine: everything that was decided, with the reasons. */
export interface Ruling {
  /** What a request would need; told even where it is refused. */
  readonly terms: Terms;
  /** The rules that forbid it, with their words. */
  readonly denials: readonly { readonly rule: AppliedRule; readonly words: string }[];
  /** The rules whose ticket the comment does not name. */
  readonly missingTickets: readonly { readonly rule: string; readonly pattern: string }[];
  /** Why it cannot be asked for; null when it can. */
  readonly refusal: Refusal | null;
}

type Matched = AppliedRule & { readonly deny?: string };

const byName = (a: Rule | Matched, b: Rule | Matched): number => (a.name < b.name ? -1 : a.name > b.name ? 1 : 0);

const distinct = (audiences: readonly Audience[]): readonly Audience[] =>
  audiences.filter((audience, index) => audiences.findIndex((other) => isSameAudience(other, audience)) === index);

/**
 * One place per approval. A rule's own approvers are a place beside the ordinary ones and count towards the quorum of
 * that rule, and towards no other's: so one rule more can only add places.
 */
const placesOf = (policy: Policy, rules: readonly Matched[]): Terms['places'] => {
  const isSpecial = (audience: Audience | undefined): audience is Audience =>
    audience !== undefined && !isSameAudience(audience, policy.approvers);
  const special = distinct(rules.map((rule) => rule.approvers).filter(isSpecial));
  const ordinary = Math.max(
    1,
    policy.quorum,
    ...rules.map((rule) => (rule.quorum ?? 1) - (isSpecial(rule.approvers) ? 1 : 0)),
  );
  return [policy.approvers, ...Array<Audience>(ordinary - 1).fill(policy.approvers), ...special];
};

const isTicketIn = (pattern: string, comment: string): boolean => new RegExp(pattern, 'u').test(comment);

/**
 * Decides and explains: what an action on a machine takes, and why. Every rule that matches applies, the strictest
 * outcome wins, and their order in the file does not matter.
 */
export const decide = (policy: Policy, { verb, machine, comment }: Question): Ruling => {
  const matched = policy.rules
    .flatMap((rule): readonly Matched[] => {
      const { when, ...asks } = rule;
      const because = matchRule(when, verb, machine);
      return because === null ? [] : [{ ...asks, because }];
    })
    .toSorted(byName);
  const rules = matched.map(({ deny, ...rule }): AppliedRule => rule);
  const denials = matched.flatMap(({ deny, ...rule }) => (deny === undefined ? [] : [{ rule, words: deny }]));
  const missingTickets = rules.flatMap(({ name, ticket }) =>
    ticket === undefined || comment === null || isTicketIn(ticket, comment) ? [] : [{ rule: name, pattern: ticket }],
  );
  const [denial] = denials;
  return {
    terms: {
      places: placesOf(policy, matched),
      expiresInMs: Math.min(policy.expiresInMs, ...matched.map((rule) => rule.expiresInMs ?? policy.expiresInMs)),
      sendWithinMs: Math.min(policy.sendWithinMs, ...matched.map((rule) => rule.sendWithinMs ?? policy.sendWithinMs)),
      mention: policy.mention,
      escalation: policy.escalation,
      rules,
    },
    denials,
    missingTickets,
    refusal:
      denial !== undefined
        ? refuse('denied-by-rule', denial.rule.name, denial.words)
        : missingTickets.length > 0
          ? refuse('ticket-missing', missingTickets)
          : null,
  };
};
