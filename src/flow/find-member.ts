import { type Audience, belongs, type Memberships } from '../domain/audience';
import type { Directory } from './ports';

/**
 * Memberships as far as they are needed to see whether somebody belongs to an audience. The first group that shows them
 * is enough: nobody has to wait for a slow one, or is hidden by one that cannot be read any more. Rejects with the
 * directory's `Fault` where no group shows them and one could not be read.
 */
export const findMember = async (
  directory: Pick<Directory, 'memberships'>,
  audience: Audience,
  personId: string,
): Promise<Memberships> => {
  if (audience.users.includes(personId)) return new Map();
  const reads = audience.usergroups.map((group) => directory.memberships([group]));
  const showing = reads.map(async (read) => {
    const members = await read;
    if (!belongs(personId, audience, members)) throw new Error(`${personId} is not in this group`);
    return members;
  });
  try {
    return await Promise.any(showing);
  } catch {
    const all = await Promise.all(reads);
    return new Map(all.flatMap((members) => [...members]));
  }
};
