import { type Audience, belongs, joinAudiences } from '../domain/audience';
import { admitPerson, type Home, isPerson, type Person } from '../domain/person';
import { anyApprover, type Policy } from '../domain/policy';
import { type Refusal, refuse } from '../domain/refusal';
import { findMember } from './find-member';
import type { Directory } from './ports';

/** Those who may ask or approve anything at all. */
export const insidersOf = (policy: Policy): Audience => joinAudiences([policy.requestors, anyApprover(policy)]);

/**
 * Establishes that somebody may ask or approve anything at all, by today's policy and membership, wherever they are:
 * those may read what requests were about. Rejects with the directory's `Fault` when it cannot be established.
 */
export const establishInsider = async (
  directory: Directory,
  home: Home,
  policy: Policy,
  personId: string,
): Promise<Person | Refusal> => {
  const insiders = insidersOf(policy);
  const [profile, memberships] = await Promise.all([
    directory.profile(personId),
    findMember(directory, insiders, personId),
  ]);
  if (profile === null) return refuse('not-a-member', 'is not known to Slack');
  const person = admitPerson(profile, home);
  if (!isPerson(person)) return person;
  return belongs(personId, insiders, memberships) ? person : refuse('not-for-you', insiders);
};
