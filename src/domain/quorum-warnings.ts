import type { Memberships } from './audience';
import { builtInRules } from './built-in-rules';
import { actionOf, isVerb } from './catalogue';
import type { Policy, Terms } from './policy';
import type { PolicyWarning } from './policy-warning';
import { knownOf, neverFilled, stuckRequestors } from './reachable';
import { placesOf } from './ruling';

type Path = PolicyWarning['path'];

const MOST_NAMED = 5;

const named = (people: readonly string[]): string =>
  people.length <= MOST_NAMED
    ? people.join(' or ')
    : `${people.slice(0, MOST_NAMED).join(', ')} or one of ${people.length - MOST_NAMED} others`;

const CURE = 'Add people to the approvers, or ask for fewer approvals.';
const CURE_BUILT_IN = 'Add people to the approvers, or take it out of allow.';

/** Whom asking for these places would leave without enough approvers; `everybody` where it does not matter who asks. */
type Stuck = readonly string[] | 'everybody';

const stuckIn = (policy: Policy, places: Terms['places'], members: Memberships): Stuck => {
  if (neverFilled(places, members, null) > 0) return 'everybody';
  const requestors = knownOf(policy.requestors, members);
  const stuck = stuckRequestors(places, policy.requestors, members);
  const isAll = requestors.isWhole && stuck.length > 0 && stuck.length === requestors.people.size;
  return isAll ? 'everybody' : stuck;
};

const warning = (path: Path, what: string, places: Terms['places'], stuck: Stuck, cure = CURE): PolicyWarning => {
  const takes = `It takes ${places.length === 1 ? 'an approval' : `approvals by ${places.length} different people`} besides the requestor`;
  return stuck === 'everybody'
    ? {
        path,
        weight: 'stops',
        says: `${what} can never be approved. ${takes}, and those who may approve are too few. ${cure}`,
      }
    : {
        path,
        weight: 'idle',
        says: `${what} can never be approved when ${named(stuck)} asks. ${takes}, and too few are left. ${cure}`,
      };
};

/**
 * Quorums that distinct people can never fill, as far as the members of groups are known: for nobody, or not for those
 * who are approvers themselves and so are missing when they ask.
 */
export const quorumWarnings = (policy: Policy, members: Memberships): readonly PolicyWarning[] => {
  const isNobody = (audience: Policy['approvers']): boolean => {
    const { people, isWhole } = knownOf(audience, members);
    return isWhole && people.size === 0;
  };
  // That is said by itself.
  if (isNobody(policy.approvers)) return [];
  const base = placesOf(policy, []);
  const stuck = stuckIn(policy, base, members);
  const always = stuck.length === 0 ? [] : [warning(['approvers'], 'A request', base, stuck)];
  if (stuck === 'everybody') return always;
  const byRules = policy.rules.flatMap((rule, index): readonly PolicyWarning[] => {
    const { name, approvers, deny } = rule;
    if (deny !== undefined || (approvers !== undefined && isNobody(approvers))) return [];
    const places = placesOf(policy, [rule]);
    const found = stuckIn(policy, places, members);
    const more = found === 'everybody' ? found : found.filter((person) => !stuck.includes(person));
    const path = ['rules', index, approvers === undefined ? 'quorum' : 'approvers'];
    return more.length === 0 ? [] : [warning(path, `A request to which “${name}” applies`, places, more)];
  });
  // What cannot be undone takes more approvals, whatever the file says.
  const builtIn = policy.allow.flatMap((verb, index): readonly PolicyWarning[] => {
    if (!isVerb(verb)) return [];
    const places = placesOf(policy, builtInRules(policy, verb));
    const found = stuckIn(policy, places, members);
    const more = found === 'everybody' ? found : found.filter((person) => !stuck.includes(person));
    const path = ['allow', index];
    return more.length === 0 ? [] : [warning(path, actionOf(verb).title, places, more, CURE_BUILT_IN)];
  });
  return [...always, ...builtIn, ...byRules];
};
