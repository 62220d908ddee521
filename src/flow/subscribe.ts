import { belongs } from '../domain/audience';
import { admitPerson, type Home, isPerson, type Person } from '../domain/person';
import { anyApprover } from '../domain/policy';
import { type Refusal, refuse } from '../domain/refusal';
import { findMember } from './find-member';
import type { Subscriptions } from './home-storage';
import type { SubscribeAsk, Subscribed } from './home-intake';
import { nameless } from './nameless';
import type { Clock, Directory, Log, PolicySource } from './ports';

/**
 * Turns direct messages on, for those who may approve anything at all, or off, for everybody. Rejects with a `Fault` when
 * it cannot be established who asks.
 */
export const createSubscribe = (needs: {
  readonly subscriptions: Subscriptions;
  readonly directory: Directory;
  readonly policy: PolicySource;
  readonly home: () => Home;
  readonly clock: Clock;
  readonly log: Log;
  /** Called after it was stored. */
  readonly changed: () => void;
}): ((ask: SubscribeAsk) => Promise<Subscribed>) => {
  const { subscriptions, directory, policy, clock, log } = needs;

  const approver = async (personId: string): Promise<Person | Refusal> => {
    const audience = anyApprover(policy.current());
    const [profile, memberships] = await Promise.all([
      directory.profile(personId),
      findMember(directory, audience, personId),
    ]);
    const person = admitPerson(profile, needs.home());
    if (!isPerson(person)) return person;
    return belongs(personId, audience, memberships) ? person : refuse('not-for-subscribing', audience);
  };

  return async ({ delivery, personId, to }) => {
    const isOn = await subscriptions.has(personId);
    if (isOn === (to === 'on')) return { kind: 'already' };
    // Nobody needs any standing to be left alone.
    const person = to === 'on' ? await approver(personId) : nameless({ personId });
    if (!isPerson(person)) return { kind: 'refused', refusal: person };
    const how = { delivery, policyHash: policy.current().hash, now: clock.now() };
    const committed = await subscriptions.change(person, to, how);
    if (committed.kind !== 'done') return { kind: 'seen' };
    log.info('subscription.changed', { personId, to });
    needs.changed();
    return { kind: 'done' };
  };
};
