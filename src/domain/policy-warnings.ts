import { type Audience, belongs, type Memberships } from './audience';
import { idleMatches } from './idle-matches';
import { spellDuration } from './instant';
import type { Policy, Rule } from './policy';
import type { PolicyWarning } from './policy-warning';
import { quorumWarnings } from './quorum-warnings';
import { knownOf } from './reachable';
import { placesOf } from './ruling';

type Path = PolicyWarning['path'];

const idle = (path: Path, says: string): PolicyWarning => ({ path, says, weight: 'idle' });
const stops = (path: Path, says: string): PolicyWarning => ({ path, says, weight: 'stops' });

/** Whether an audience is known to be nobody; null where it is not. */
const whyNobody = (audience: Audience, members: Memberships): string | null => {
  const { people, isWhole } = knownOf(audience, members);
  if (!isWhole || people.size > 0) return null;
  return audience.usergroups.length === 0
    ? 'nobody is listed. Add a user group or people'
    : `${audience.usergroups.join(' and ')} has no members. Add people to it in Slack, or name others here`;
};

const emptyAudiences = (policy: Policy, members: Memberships): readonly PolicyWarning[] => {
  const audiences: readonly (readonly [Path, string, Audience | undefined])[] = [
    [['requestors'], 'Nobody may ask', policy.requestors],
    [['approvers'], 'Nobody may approve', policy.approvers],
    ...policy.rules.map(({ name, approvers, deny }, index) => {
      const named = deny === undefined ? approvers : undefined;
      return [['rules', index, 'approvers'], `Nobody can give the approval that “${name}” asks for`, named] as const;
    }),
  ];
  return audiences.flatMap(([path, what, audience]) => {
    const why = audience === undefined ? null : whyNobody(audience, members);
    return why === null ? [] : [stops(path, `${what}: ${why}.`)];
  });
};

const asksForMore = (policy: Policy, rule: Rule): boolean =>
  rule.ticket !== undefined ||
  (rule.expiresInMs ?? policy.expiresInMs) < policy.expiresInMs ||
  (rule.sendWithinMs ?? policy.sendWithinMs) < policy.sendWithinMs ||
  placesOf(policy, [rule]).length > placesOf(policy, []).length;

const isAlways = ({ when: { actions, machine = {} } }: Rule): boolean =>
  actions === undefined && Object.values(machine).every((patterns) => patterns.length === 0);

const askedByRule = (policy: Policy, rule: Rule, index: number): readonly PolicyWarning[] => {
  const path: Path = ['rules', index];
  if (rule.deny !== undefined) {
    return isAlways(rule) ? [stops([...path, 'deny'], `“${rule.name}” denies every action on every machine.`)] : [];
  }
  if (!asksForMore(policy, rule)) {
    const says = `“${rule.name}” changes nothing: it asks for nothing stricter than the policy does without it.`;
    return [idle([...path, 'name'], `${says} Make it stricter, or take it out.`)];
  }
  const isInEveryComment = rule.ticket !== undefined && new RegExp(rule.ticket, 'u').test('');
  return isInEveryComment
    ? [idle([...path, 'ticket'], `Every comment matches “${rule.ticket}”, even one without a ticket.`)]
    : [];
};

const calledInVain = (policy: Policy, to: Audience, members: Memberships): readonly PolicyWarning[] => {
  const { people, isWhole } = knownOf(to, members);
  if (!isWhole || !knownOf(policy.approvers, members).isWhole) return [];
  const others = [...people].filter((person) => !belongs(person, policy.approvers, members));
  if (people.size === 0 || others.length === 0) return [];
  const who = others.length === people.size ? 'None of those it calls is' : `${others.join(', ')} is called and not`;
  return [
    idle(
      ['escalation', 'mention'],
      `${who} among approvers, so they can decide only where a rule names them. Add them to approvers, or call others.`,
    ),
  ];
};

const escalating = (policy: Policy, members: Memberships): readonly PolicyWarning[] => {
  if (policy.escalation === null) return [];
  const { afterMs, to } = policy.escalation;
  const after = spellDuration(afterMs);
  if (afterMs >= policy.expiresInMs) {
    const cure = `Make it shorter than expires_in, ${spellDuration(policy.expiresInMs)}.`;
    return [
      idle(['escalation', 'after'], `After ${after} every request has expired, so nobody is ever called. ${cure}`),
    ];
  }
  const nobody = to.usergroups.length + to.users.length === 0;
  return [
    ...(nobody
      ? [idle(['escalation', 'mention'], 'It calls nobody. Add a user group or people, or take it out.')]
      : []),
    ...calledInVain(policy, to, members),
    ...policy.rules.flatMap(({ name, deny, expiresInMs }, index) =>
      deny !== undefined || expiresInMs === undefined || expiresInMs > afterMs
        ? []
        : [
            idle(
              ['rules', index, 'expires_in'],
              `Where “${name}” applies, a request expires before anybody is called: escalation comes after ${after}.`,
            ),
          ],
    ),
  ];
};

/**
 * What is valid in a policy and can hardly be meant: what never matches, never is approved, or changes nothing.
 *
 * @param members of the user groups whose members are known; a group that is absent might have any
 */
export const warningsAbout = (policy: Policy, members: Memberships): readonly PolicyWarning[] => [
  ...emptyAudiences(policy, members),
  ...quorumWarnings(policy, members),
  ...escalating(policy, members),
  ...policy.rules.flatMap((rule, index) => [
    ...idleMatches(rule.when, policy, ['rules', index, 'when']),
    ...askedByRule(policy, rule, index),
  ]),
];
