import { actionOf, type Verb } from './catalogue';
import type { Policy, Rule } from './policy';

/**
 * Rules that hold whatever the policy file says: an action that cannot be undone is off unless the file allows it, and
 * takes more than one approval. Like every rule they are told where they apply.
 */
export const builtInRules = ({ allow }: Pick<Policy, 'allow'>, verb: Verb): readonly Rule[] => {
  const { title, irreversible } = actionOf(verb);
  if (irreversible === undefined) return [];
  const when = { actions: [verb] };
  const isAllowed = allow.includes(verb);
  return [
    { name: `${title} takes ${irreversible.quorum} approvals (built in)`, when, quorum: irreversible.quorum },
    ...(isAllowed
      ? []
      : [
          {
            name: `${title} is off (built in)`,
            when,
            deny: `It cannot be undone from here, so that it is off unless the policy file says “allow: [${verb}]”.`,
          },
        ]),
  ];
};
