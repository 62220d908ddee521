import type { Audience } from './audience';
import type { Policy } from './policy';
import type { PolicyWarning } from './policy-warning';

type Path = PolicyWarning['path'];

/** Every place at which a policy names people, by its keys. */
const placedAudiences = ({
  requestors,
  approvers,
  escalation,
  rules,
}: Policy): readonly (readonly [Path, Audience])[] => [
  [['requestors'], requestors],
  [['approvers'], approvers],
  ...(escalation === null ? [] : [[['escalation', 'mention'], escalation.to] as const]),
  ...rules.flatMap((rule, index) =>
    rule.approvers === undefined ? [] : [[['rules', index, 'approvers'], rule.approvers] as const],
  ),
];

/** Where a policy names user groups that are known not to be there. */
export const goneGroups = (policy: Policy, gone: ReadonlySet<string>): readonly PolicyWarning[] =>
  placedAudiences(policy).flatMap(([path, { usergroups }]) =>
    usergroups.flatMap((group, index): readonly PolicyWarning[] => {
      const says = `Slack has no user group ${group}, or it is disabled: nobody is in it. Correct the id, or name others.`;
      return gone.has(group) ? [{ path: [...path, 'usergroups', index], says, weight: 'stops' }] : [];
    }),
  );
