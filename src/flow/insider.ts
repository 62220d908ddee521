import { belongs, joinAudiences } from '../domain/audience';
import { admitPerson, type Home, isPerson } from '../domain/person';
import { anyApprover, type Policy } from '../domain/policy';
import { type Refusal, refuse } from '../domain/refusal';
import type { Directory } from './ports';
import type { Standing } from './standing';

/**
 * Establishes that somebody may ask or approve anything at all, by today's policy and membership, wherever they are:
 * those may read what requests were about. Rejects with the directory's `Fault` when it cannot be established.
 */
export const establishInsider = async (
  directory: Directory,
  home: Home,
  policy: Policy,
  personId: string,
): Promise<Standing | Refusal> => {
  const insiders = joinAudiences([policy.requestors, anyApprover(policy)]);
  const [profile, memberships] = await Promise.all([
    directory.profile(personId),
    directory.memberships(insiders.usergroups),
  ]);
  if (profile === null) return refuse('not-a-member', 'is not known to Slack');
  const person = admitPerson(profile, home);
  if (!isPerson(person)) return person;
  return belongs(personId, insiders, memberships) ? { person, memberships } : refuse('not-for-you', insiders);
};
