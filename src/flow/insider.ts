import { type Audience, belongs, joinAudiences } from '../domain/audience';
import { Fault } from '../domain/fault';
import { admitPerson, type Home, isPerson, type Person } from '../domain/person';
import { anyApprover, type Policy } from '../domain/policy';
import { type Refusal, refuse } from '../domain/refusal';
import { findMember } from './find-member';
import type { KeptDirectory } from './kept-directory';
import type { Log, PolicySource } from './ports';

/** Those who may ask or approve anything at all. */
export const insidersOf = (policy: Policy): Audience => joinAudiences([policy.requestors, anyApprover(policy)]);

/**
 * Establishes that somebody may ask or approve anything at all, by today's policy and membership, wherever they are:
 * those may read what requests were about. It may be a minute old, as nothing is decided by it. Rejects with the
 * directory's `Fault` when it cannot be established.
 */
export const establishInsider = async (
  directory: Pick<KeptDirectory, 'profile' | 'memberships'>,
  home: Home,
  policy: Policy,
  personId: string,
): Promise<Person | Refusal> => {
  const insiders = insidersOf(policy);
  const [profile, memberships] = await Promise.all([
    directory.profile(personId),
    findMember(directory, insiders, personId),
  ]);
  const person = admitPerson(profile, home);
  if (!isPerson(person)) return person;
  return belongs(personId, insiders, memberships) ? person : refuse('not-for-you', insiders);
};

/** Whether somebody may look machines up, as insiders may. What cannot be established is no. */
export const createMayLookUp =
  (needs: {
    readonly directory: KeptDirectory;
    readonly policy: PolicySource;
    readonly home: () => Home;
    readonly log: Log;
  }): ((personId: string) => Promise<boolean>) =>
  async (personId) => {
    try {
      return isPerson(await establishInsider(needs.directory, needs.home(), needs.policy.current(), personId));
    } catch (error) {
      if (!(error instanceof Fault)) throw error;
      needs.log.warn('may-look-up.unknown', { personId, fault: error.facts });
      return false;
    }
  };
