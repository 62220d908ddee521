import { groupsOf, type Memberships } from '../domain/audience';
import { Fault } from '../domain/fault';
import { audiencesOf, type Policy } from '../domain/policy';
import type { Directory } from '../flow/ports';

/** What a look-up of user groups found, each group by itself. */
export interface LookedUp {
  /** The groups whose members are known. */
  readonly members: Memberships;
  /** The groups that Slack does not have, or that are disabled. */
  readonly gone: ReadonlySet<string>;
  /** The others, each with what Slack said. */
  readonly unknown: readonly { readonly group: string; readonly says: string }[];
}

/** Every user group that a policy names anywhere, once each. */
export const groupsIn = (policy: Policy): readonly string[] => groupsOf(audiencesOf(policy));

/** What Slack says of a group that is not there. */
const GONE: ReadonlySet<string> = new Set(['no_such_subteam', 'subteam_not_found']);

/** Looks up who is in the user groups of a policy; one that cannot be looked up does not keep the others from it. */
export const lookUpMembers = async (policy: Policy, directory: Pick<Directory, 'memberships'>): Promise<LookedUp> => {
  const found = await Promise.all(
    groupsIn(policy).map(async (group) => {
      try {
        return { group, people: (await directory.memberships([group])).get(group) };
      } catch (error) {
        if (!(error instanceof Fault)) throw error;
        const { code, says } = error.facts;
        return GONE.has(code) ? { group, isGone: true } : { group, says };
      }
    }),
  );
  return {
    members: new Map(found.flatMap(({ group, people }) => (people === undefined ? [] : [[group, people] as const]))),
    gone: new Set(found.flatMap(({ group, isGone }) => (isGone === true ? [group] : []))),
    unknown: found.flatMap(({ group, says }) => (says === undefined ? [] : [{ group, says }])),
  };
};
