import type { Verb } from './catalogue';
import { type MatchedFact, type MatchedMachine, matchRule } from './matching';
import type { Rule } from './policy';

/** A rule that applies to some of the machines of a request. */
export interface Applying {
  readonly rule: Rule;
  /** What made it apply, on whichever machine; each fact once. */
  readonly because: readonly MatchedFact[];
  /** The machines that it applies to. */
  readonly machines: readonly MatchedMachine[];
}

const isSameFact = (one: MatchedFact, other: MatchedFact): boolean =>
  one.list === other.list && one.value === other.value && one.pattern === other.pattern;

const distinct = (facts: readonly MatchedFact[]): readonly MatchedFact[] =>
  facts.filter((fact, index) => facts.findIndex((other) => isSameFact(other, fact)) === index);

/**
 * The rules that hold for a request, by name: every one that applies to any of its machines. What is decided by all of
 * them together is what the strictest machine asks for: a rule can only add places and shorten times, so one machine more
 * can only make the terms stricter.
 */
export const rulesFor = (
  rules: readonly Rule[],
  verb: Verb,
  machines: readonly MatchedMachine[],
): readonly Applying[] =>
  rules
    .flatMap((rule): readonly Applying[] => {
      const matched = machines.flatMap((machine) => {
        const because = matchRule(rule.when, verb, machine);
        return because === null ? [] : [{ machine, because }];
      });
      if (matched.length === 0) return [];
      const because = distinct(matched.flatMap((one) => one.because));
      return [{ rule, because, machines: matched.map(({ machine }) => machine) }];
    })
    .toSorted((a, b) => (a.rule.name < b.rule.name ? -1 : a.rule.name > b.rule.name ? 1 : 0));
