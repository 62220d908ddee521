import { type Audience, isSameAudience } from './audience';
import { builtInRules } from './built-in-rules';
import type { Verb } from './catalogue';
import type { MatchedMachine } from './matching';
import type { AppliedRule, Policy, Rule, Terms } from './policy';
import { type MissingTicket, type Refusal, refuse } from './refusal';
import { rulesFor } from './strictest';

/** What is to be decided on. */
export interface Question {
  readonly verb: Verb;
  readonly machine: MatchedMachine;
  /** Null where nobody has written one yet: then no ticket is missed. */
  readonly comment: string | null;
}

/** The same for all machines of one request. */
export interface QuestionForAll extends Pick<Question, 'verb' | 'comment'> {
  readonly machines: readonly MatchedMachine[];
}

/** What the policy says to an action on a machine: everything that was decided, with the reasons. */
export interface Ruling {
  /** What a request would need; told even where it is refused. */
  readonly terms: Terms;
  /** The rules that forbid it, each the same object as in the terms, with their words. */
  readonly denials: readonly { readonly rule: AppliedRule; readonly words: string }[];
  /** The rules whose ticket the comment does not name. */
  readonly missingTickets: readonly MissingTicket[];
  /** Why it cannot be asked for; null when it can. */
  readonly refusal: Refusal | null;
}

/** A rule that applies, as it is told, and the words with which it forbids. */
interface Matched {
  readonly rule: AppliedRule;
  readonly deny: string | undefined;
}

const distinct = (audiences: readonly Audience[]): readonly Audience[] =>
  audiences.filter((audience, index) => audiences.findIndex((other) => isSameAudience(other, audience)) === index);

/** Approvers of a rule's own are a place of their own; those that are the policy's are not. */
const specialOf = (policy: Policy, { approvers }: Pick<Rule, 'approvers'>): readonly Audience[] =>
  approvers === undefined || isSameAudience(approvers, policy.approvers) ? [] : [approvers];

/** How many ordinary approvals a rule asks for, beside those of its own approvers. */
const ordinaryOf = (policy: Policy, rule: Pick<Rule, 'approvers' | 'quorum'>): number =>
  (rule.quorum ?? 1) - specialOf(policy, rule).length;

/**
 * The approvals that the policy asks for where these rules apply, one place for each. A rule's own approvers are a place
 * beside the ordinary ones and count towards the quorum of that rule, and towards no other's: so one rule more can only
 * add places.
 */
export const placesOf = (policy: Policy, rules: readonly Pick<Rule, 'quorum' | 'approvers'>[]): Terms['places'] => {
  const ordinary = Math.max(1, policy.quorum, ...rules.map((rule) => ordinaryOf(policy, rule)));
  const special = distinct(rules.flatMap((rule) => specialOf(policy, rule)));
  return [policy.approvers, ...Array<Audience>(ordinary - 1).fill(policy.approvers), ...special];
};

/** Whether a rule is why more approvals are needed than without any: the strictest of them, or one with its own approvers. */
const isRaising = (policy: Policy, rules: readonly Rule[], rule: Rule): boolean => {
  const asked = ordinaryOf(policy, rule);
  const isStrictest = rules.every((other) => ordinaryOf(policy, other) <= asked);
  return specialOf(policy, rule).length > 0 || (isStrictest && asked > Math.max(1, policy.quorum));
};

const isTicketIn = (pattern: string, comment: string): boolean => new RegExp(pattern, 'u').test(comment);

/** A machine by its name; one without a name bears its id. */
const nameOf = ({ name, id }: MatchedMachine): string => name ?? id ?? 'a machine without a name';

/** Which machines a rule is about, where there are several. */
const aboutOf = ({ machines }: Pick<AppliedRule, 'machines'>): Pick<AppliedRule, 'machines'> =>
  machines === undefined ? {} : { machines };

/**
 * Decides and explains: what an action on a machine takes, and why. Every rule that matches applies, the strictest
 * outcome wins, and their order in the file does not matter.
 */
export const decide = (policy: Policy, { machine, ...question }: Question): Ruling =>
  decideForAll(policy, { ...question, machines: [machine] });

/** The same for all machines of one request: what the strictest of them asks for holds, and one that is denied denies all. */
export const decideForAll = (policy: Policy, { verb, machines, comment }: QuestionForAll): Ruling => {
  const applying = rulesFor([...builtInRules(policy, verb), ...policy.rules], verb, machines);
  const asking = applying.map(({ rule }) => rule);
  const matched = applying.map(({ rule, because, machines: about }): Matched => {
    const { when, deny, ...asks } = rule;
    const raises = isRaising(policy, asking, rule);
    const told = machines.length > 1 ? { machines: about.map(nameOf) } : {};
    return { rule: { ...asks, because, ...(raises ? { isRaising: true } : {}), ...told }, deny };
  });
  const rules = matched.map(({ rule }) => rule);
  const denials = matched.flatMap(({ rule, deny }) => (deny === undefined ? [] : [{ rule, words: deny }]));
  const missingTickets = rules.flatMap(({ name, ticket, ...rule }) =>
    ticket === undefined || comment === null || isTicketIn(ticket, comment)
      ? []
      : [{ rule: name, pattern: ticket, ...aboutOf(rule) }],
  );
  return {
    terms: {
      places: placesOf(policy, asking),
      expiresInMs: Math.min(policy.expiresInMs, ...asking.map((rule) => rule.expiresInMs ?? policy.expiresInMs)),
      sendWithinMs: Math.min(policy.sendWithinMs, ...asking.map((rule) => rule.sendWithinMs ?? policy.sendWithinMs)),
      mention: policy.mention,
      reminder: policy.reminder,
      escalation: policy.escalation,
      rules,
    },
    denials,
    missingTickets,
    refusal:
      denials.length > 0
        ? refuse(
            'denied-by-rule',
            denials.map(({ rule, words }) => ({ rule: rule.name, words, ...aboutOf(rule) })),
          )
        : missingTickets.length > 0
          ? refuse('ticket-missing', missingTickets)
          : null,
  };
};
