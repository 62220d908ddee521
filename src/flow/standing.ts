import type { Memberships } from '../domain/audience';
import { admitChannel } from '../domain/channel';
import { admitPerson, type Home, isPerson, type Person } from '../domain/person';
import type { Policy } from '../domain/policy';
import type { Refusal } from '../domain/refusal';
import type { Directory } from './ports';

/** Who somebody is, and what they belong to, established now. */
export interface Standing {
  readonly person: Person;
  readonly memberships: Memberships;
}

/**
 * Establishes who acts and whether the channel may be used, from reads that start after this call. Rejects with the
 * directory's `Fault` when that cannot be established: then the answer is no.
 */
export const establish = async (
  directory: Directory,
  home: Home,
  policy: Policy,
  who: {
    readonly personId: string;
    readonly channel: string;
    /** What they belong to, as far as it matters, being read. */
    readonly memberships: Promise<Memberships>;
  },
): Promise<Standing | Refusal> => {
  const [profile, memberships, channel] = await Promise.all([
    directory.profile(who.personId),
    who.memberships,
    directory.channel(who.channel),
  ]);
  const noChannel = admitChannel(channel, policy.channels);
  if (noChannel !== null) return noChannel;
  const person = admitPerson(profile, home);
  return isPerson(person) ? { person, memberships } : person;
};
