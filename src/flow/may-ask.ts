import { Fault } from '../domain/fault';
import type { Instant } from '../domain/instant';
import { admitPerson, type Home, isPerson } from '../domain/person';
import { mayAsk, type Policy } from '../domain/policy';
import { findMember } from './find-member';
import type { Clock, Directory, Log, PolicySource } from './ports';

/** How long an answer holds: a type-ahead asks at every letter. Nothing is decided by it. */
const HOLDS_MS = 60_000;
const MOST_HELD = 1_000;

/** Whether somebody may ask for anything, and so may see which machines there are. What cannot be established is no. */
export const createMayAsk = (needs: {
  readonly directory: Directory;
  readonly policy: PolicySource;
  readonly home: () => Home;
  readonly clock: Clock;
  readonly log: Log;
}): ((personId: string) => Promise<boolean>) => {
  const { directory, policy, clock, log } = needs;
  const held = new Map<string, { readonly until: Instant; readonly answer: Promise<boolean> }>();

  const find = async (personId: string, inForce: Policy): Promise<boolean> => {
    const [profile, memberships] = await Promise.all([
      directory.profile(personId),
      findMember(directory, inForce.requestors, personId),
    ]);
    const isMember = isPerson(admitPerson(profile, needs.home()));
    return isMember && mayAsk(inForce, personId, memberships) === null;
  };

  const findOrNo = (personId: string, inForce: Policy, key: string): Promise<boolean> =>
    find(personId, inForce).catch((error: unknown) => {
      held.delete(key);
      if (!(error instanceof Fault)) throw error;
      log.warn('may-ask.unknown', { personId, fault: error.facts });
      return false;
    });

  return (personId) => {
    const now = clock.now();
    const inForce = policy.current();
    // An answer holds no longer than the policy that gave it.
    const key = `${inForce.hash} ${personId}`;
    const known = held.get(key);
    if (known !== undefined && known.until > now) return known.answer;
    if (held.size >= MOST_HELD) held.clear();
    const answer = findOrNo(personId, inForce, key);
    held.set(key, { until: now + HOLDS_MS, answer });
    return answer;
  };
};
