import { type Audience, belongs, type Memberships } from './audience';
import { filledPlaces } from './quorum';

/** The people of an audience who are known. */
export interface Known {
  readonly people: ReadonlySet<string>;
  /** Whether these are all: false where the members of a group are not known. */
  readonly isWhole: boolean;
}

/** Who is in an audience, as far as the members of its groups are known. */
export const knownOf = ({ usergroups, users }: Audience, members: Memberships): Known => ({
  people: new Set([...users, ...usergroups.flatMap((group) => [...(members.get(group) ?? [])])]),
  isWhole: usergroups.every((group) => members.has(group)),
});

/**
 * How many places stay open whoever approves, given who is known. A place whose people are not all known counts as
 * filled by somebody else.
 *
 * @param without somebody who does not count: the requestor
 */
export const neverFilled = (places: readonly Audience[], members: Memberships, without: string | null): number => {
  const whole = places.filter((place) => knownOf(place, members).isWhole);
  const people = new Set(whole.flatMap((place) => [...knownOf(place, members).people]));
  if (without !== null) people.delete(without);
  const fills = [...people].map((person) =>
    whole.flatMap((place, index) => (belongs(person, place, members) ? [index] : [])),
  );
  return whole.length - filledPlaces(fills);
};

/** Who of those that may ask would leave a request that can never be approved. */
export const stuckRequestors = (
  places: readonly Audience[],
  requestors: Audience,
  members: Memberships,
): readonly string[] => {
  const known = places.map((place) => knownOf(place, members)).filter(({ isWhole }) => isWhole);
  // Where each place has somebody left however the others are filled, nobody is missed; large groups need no search.
  if (known.every(({ people }) => people.size > known.length)) return [];
  return [...knownOf(requestors, members).people].filter((person) => neverFilled(places, members, person) > 0);
};
