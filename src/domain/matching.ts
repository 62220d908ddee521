import type { Verb } from './catalogue';
import { isGlobMatch } from './glob';
import { isMachineId, type Machine, shortName } from './machine';

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

/** What a rule is about. What is left out, or is an empty list, is not asked for. */
export interface When {
  readonly actions?: readonly string[];
  readonly machine?: MachineMatch;
}

/** Which of a machine's facts made a rule apply. */
export interface MatchedFact {
  readonly list: keyof MachineMatch;
  /** The fact, as Defender spells it; null where it is not known, which counts as a match. */
  readonly value: string | null;
  /** The pattern that it matched; null where the fact is not known. */
  readonly pattern: string | null;
}

/** A machine as far as rules look at it. Null is unknown, never "no". */
export interface MatchedMachine extends Pick<Machine, 'tags' | 'value' | 'group' | 'os' | 'risk'> {
  readonly id: string | null;
  readonly name: string | null;
}

type Facts = readonly (string | null)[] | null;

/** What is blank is not known. */
const fact = (told: string | null): Facts => [told === null || told.trim() === '' ? null : told];

/** A record without a name bears an id in the name's place. */
const namesOf = ({ name }: MatchedMachine): Facts =>
  name === null || name.trim() === '' || isMachineId(name) ? [null] : [...new Set([name, shortName(name)])];

const factsOf = (machine: MatchedMachine): Readonly<Record<keyof MachineMatch, Facts>> => ({
  names: namesOf(machine),
  ids: [machine.id],
  tags: machine.tags,
  value: fact(machine.value),
  groups: fact(machine.group),
  os: fact(machine.os),
  risk: fact(machine.risk),
});

const matchIn = (list: keyof MachineMatch, patterns: readonly string[], facts: Facts): MatchedFact | null => {
  const unknown = { list, value: null, pattern: null };
  if (facts === null) return unknown;
  const known = facts.filter((fact) => fact !== null);
  const found = known.flatMap((value) => {
    const pattern = patterns.find((one) => isGlobMatch(one, value));
    return pattern === undefined ? [] : [{ list, value, pattern }];
  });
  return found[0] ?? (known.length < facts.length ? unknown : null);
};

/**
 * Why a rule is about this action on this machine: the facts that made it apply, one for each list that matched; none
 * where it names no machine. Null: the rule does not apply. Any one of the machine's facts that the rule names is
 * enough, so that a never-list of names, ids and tags is one rule.
 */
export const matchRule = (when: When, verb: Verb, machine: MatchedMachine): readonly MatchedFact[] | null => {
  const { actions = [], machine: wanted = {} } = when;
  if (actions.length > 0 && !actions.includes(verb)) return null;
  const facts = factsOf(machine);
  const lists = (Object.keys(facts) as (keyof MachineMatch)[]).filter((list) => (wanted[list] ?? []).length > 0);
  const matched = lists.map((list) => matchIn(list, wanted[list] ?? [], facts[list])).filter((match) => match !== null);
  return lists.length > 0 && matched.length === 0 ? null : matched;
};
