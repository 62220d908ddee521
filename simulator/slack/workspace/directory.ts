import type { Changes } from '../changes.js';
import type { Seed, SeedGroup, SeedUser } from '../seed.js';

/** Who is in the workspace, and in which user groups. */
export type Directory = {
  readonly user: (id: string) => SeedUser | undefined;
  readonly users: () => readonly SeedUser[];
  readonly group: (id: string) => SeedGroup | undefined;
  readonly groups: () => readonly SeedGroup[];
  /** Adds the user, or changes the named fields of one that is there. */
  readonly changeUser: (id: string, change: Partial<SeedUser>) => SeedUser;
  readonly changeGroup: (id: string, change: Partial<SeedGroup>) => SeedGroup;
  readonly removeGroup: (id: string) => void;
};

export const createDirectory = (seed: Seed, changes: Changes): Directory => {
  const users = new Map(seed.users.map((user) => [user.id, user]));
  const groups = new Map(seed.groups.map((group) => [group.id, group]));
  return {
    user: (id) => users.get(id),
    users: () => [...users.values()],
    group: (id) => groups.get(id),
    groups: () => [...groups.values()],
    changeUser: (id, change) => {
      const user = { name: id.toLowerCase(), realName: id, ...users.get(id), ...change, id };
      users.set(id, user);
      changes.announce();
      return user;
    },
    changeGroup: (id, change) => {
      const group = { handle: id.toLowerCase(), name: id, users: [], ...groups.get(id), ...change, id };
      groups.set(id, group);
      changes.announce();
      return group;
    },
    removeGroup: (id) => {
      groups.delete(id);
      changes.announce();
    },
  };
};
