/** People named by user group or one by one, by Slack's stable ids. An empty audience is nobody. */
export interface Audience {
  readonly usergroups: readonly string[];
  readonly users: readonly string[];
}

/** Today's members of each user group that was asked for. A group that is absent here is not established: nobody is in it. */
export type Memberships = ReadonlyMap<string, ReadonlySet<string>>;

/** Whether somebody belongs to an audience. */
export const belongs = (personId: string, audience: Audience, memberships: Memberships): boolean =>
  audience.users.includes(personId) ||
  audience.usergroups.some((group) => memberships.get(group)?.has(personId) === true);

/** Every user group of some audiences, once each. */
export const groupsOf = (audiences: readonly Audience[]): readonly string[] => [
  ...new Set(audiences.flatMap((audience) => audience.usergroups)),
];

const isSameSet = (a: readonly string[], b: readonly string[]): boolean =>
  a.every((id) => b.includes(id)) && b.every((id) => a.includes(id));

/** Whether two audiences name the same people by the same ids, in any order. */
export const isSameAudience = (a: Audience, b: Audience): boolean =>
  isSameSet(a.usergroups, b.usergroups) && isSameSet(a.users, b.users);

/** One audience of everybody in some audiences, for naming who can act. */
export const joinAudiences = (audiences: readonly Audience[]): Audience => ({
  usergroups: groupsOf(audiences),
  users: [...new Set(audiences.flatMap((audience) => audience.users))],
});
