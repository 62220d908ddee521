import { belongs, groupsOf, type Memberships } from '../domain/audience';
import { Fault, type FaultFacts } from '../domain/fault';
import { admitPerson, type Home, isPerson, type Person } from '../domain/person';
import type { Policy } from '../domain/policy';
import { type Refusal, refuse } from '../domain/refusal';
import { insidersOf } from './insider';
import type { KeptDirectory } from './kept-directory';

/** Who somebody is for Home. */
export type HomeStanding =
  | { readonly kind: 'insider'; readonly person: Person; readonly memberships: Memberships }
  | { readonly kind: 'outsider'; readonly refusal: Refusal }
  | { readonly kind: 'unknown'; readonly fault: FaultFacts };

/** For so long Home lets a membership hold that is not of many groups. */
const HOLDS_MS = 60_000;
/** Slack lets twenty groups be read a minute, and clicks come first: Home reads five. */
const GROUP_EVERY_MS = 12_000;

/** Establishes who may see what in Home, which follows every change. What cannot be established is not shown. */
export const createHomeStanding = (needs: { readonly directory: KeptDirectory; readonly home: () => Home }) => {
  const { directory } = needs;

  const membershipsIn = async (wanted: readonly string[]) => {
    const holdsMs = Math.max(HOLDS_MS, wanted.length * GROUP_EVERY_MS);
    const reads = await Promise.allSettled(wanted.map((group) => directory.memberships([group], holdsMs)));
    const memberships = new Map<string, ReadonlySet<string>>();
    let fault: FaultFacts | null = null;
    for (const read of reads) {
      if (read.status === 'fulfilled') for (const [group, members] of read.value) memberships.set(group, members);
      else if (read.reason instanceof Fault) fault = read.reason.facts;
      else throw read.reason;
    }
    return { memberships, fault };
  };

  /** Rejects only with what is no fault. */
  return async (personId: string, policy: Policy, more: readonly string[]): Promise<HomeStanding> => {
    const insiders = insidersOf(policy);
    try {
      const admitted = admitPerson(await directory.profile(personId), needs.home());
      if (!isPerson(admitted)) return { kind: 'outsider', refusal: admitted };
      const { memberships, fault } = await membershipsIn([...new Set([...groupsOf([insiders]), ...more])]);
      if (belongs(personId, insiders, memberships)) return { kind: 'insider', person: admitted, memberships };
      return fault === null
        ? { kind: 'outsider', refusal: refuse('not-for-you', insiders) }
        : { kind: 'unknown', fault };
    } catch (error) {
      if (!(error instanceof Fault)) throw error;
      return { kind: 'unknown', fault: error.facts };
    }
  };
};
