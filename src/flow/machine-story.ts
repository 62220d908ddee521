import { type OurRun, type Picture, pictureOf } from '../domain/containment';
import { Fault, type FaultFacts } from '../domain/fault';
import type { Instant } from '../domain/instant';
import { isIpAddress, type Machine } from '../domain/machine';
import type { MachineAction } from '../domain/machine-action';
import type { Dossier } from '../domain/reviewing';
import { stillUnsettled } from './contained';
import type { ContainmentReads } from './containment-reads';
import type { Clock, DefenderReads, Log } from './ports';
import type { MachineCache } from './storage';

const NEAR_NAMES = 5;
const MOST_REQUESTS = 50;

/** What is known of one machine, and what was asked and done on it. */
export interface MachineStory {
  readonly asOf: Instant;
  /** As Defender tells now; as it was cached where Defender cannot be asked. */
  readonly machine: Machine;
  readonly picture: Picture;
  /** Runs of which nobody knows whether they hold or ended a containment of it. */
  readonly unsettled: readonly OurRun[];
  /** What was asked for it through Twokey, newest first; the newest of many. */
  readonly requests: readonly Dossier[];
  /** Defender's newest Machine Actions on it, newest first; or why they are not known, and all of this is our part alone. */
  readonly defender:
    | { readonly kind: 'read'; readonly actions: readonly MachineAction[] }
    | { readonly kind: 'away'; readonly fault: FaultFacts };
}

/** What came of looking for a machine. */
export type StoryFound =
  | { readonly kind: 'story'; readonly story: MachineStory }
  /** Several records go by that name. */
  | { readonly kind: 'several'; readonly candidates: readonly Machine[] }
  | { readonly kind: 'unknown'; readonly near: readonly string[] };

/**
 * Makes the reader of a machine's story, by the name as somebody typed it. It rejects with Defender's `Fault` only where
 * the machine cannot be told without Defender.
 */
export const createMachineStory = (needs: {
  readonly store: ContainmentReads;
  readonly defender: Pick<DefenderReads, 'findMachines' | 'actionsOn'>;
  readonly machines: Pick<MachineCache, 'near' | 'known'>;
  readonly clock: Clock;
  readonly log: Log;
}): ((name: string) => Promise<StoryFound>) => {
  const { store, defender, machines, clock, log } = needs;

  const faultOf = (error: unknown): FaultFacts => {
    if (!(error instanceof Fault)) throw error;
    log.warn('machine-story.without-defender', { fault: error.facts });
    return error.facts;
  };

  /** Cached machines of that name; an address may have moved to another one since. */
  const cached = (name: string): Promise<readonly Machine[]> =>
    isIpAddress(name) ? Promise.resolve([]) : machines.known({ names: [name], addresses: [] }, NEAR_NAMES);

  const actionsOn = async ({ id }: Machine): Promise<MachineStory['defender']> => {
    try {
      return { kind: 'read', actions: await defender.actionsOn(id) };
    } catch (error) {
      return { kind: 'away', fault: faultOf(error) };
    }
  };

  const storyOf = async (machine: Machine, away: FaultFacts | null): Promise<MachineStory> => {
    const now = clock.now();
    const [told, own, requests] = await Promise.all([
      away === null ? actionsOn(machine) : { kind: 'away' as const, fault: away },
      store.containmentsOn(machine.id),
      store.dossiersOn(machine.id, MOST_REQUESTS),
    ]);
    const actions = told.kind === 'read' ? told.actions : [];
    const named = actions.map((action) => ({ ...action, machineName: machine.name }));
    const asked = requests.flatMap((dossier) => dossier.runs.map((run) => ({ run, dossier })));
    const onIt = asked.filter(({ run }) => run.machine.id.toLowerCase() === machine.id.toLowerCase());
    return {
      asOf: now,
      machine,
      picture: pictureOf([...own.last, ...onIt], named, now),
      unsettled: stillUnsettled(own.unsettled, actions, now),
      requests,
      defender: told,
    };
  };

  const among = async (found: readonly Machine[], name: string, away: FaultFacts | null): Promise<StoryFound> => {
    const [first, ...others] = found;
    if (first === undefined) return { kind: 'unknown', near: await machines.near(name, NEAR_NAMES) };
    if (others.length > 0) return { kind: 'several', candidates: found };
    return { kind: 'story', story: await storyOf(first, away) };
  };

  return async (name) => {
    let found: readonly Machine[];
    try {
      found = await defender.findMachines(name);
    } catch (error) {
      const fault = faultOf(error);
      const kept = await cached(name);
      if (kept.length === 0) throw error;
      return among(kept, name, fault);
    }
    return among(found, name, null);
  };
};
