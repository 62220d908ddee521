import { actionOf, type Verb } from '../domain/catalogue';
import { isActionable, isIpAddress, type Machine } from '../domain/machine';
import { type Refusal, refuse } from '../domain/refusal';
import type { Run } from '../domain/run';
import type { Clock, Defender } from './ports';
import type { MachineCache, Store } from './storage';

/** What somebody named, as they typed it. */
export interface Wanted {
  readonly verb: Verb;
  /** For an action on a Machine Action, the id of the request that started it. */
  readonly machine: string;
  /** The machine that the person confirmed among several. */
  readonly chosenMachineId: string | null;
}

/** The machine that an action is for and, where the action is for a Machine Action on it, that one. */
export interface Target {
  readonly kind: 'target';
  readonly machine: Machine;
  readonly subject: Run['subject'];
}

export type Found =
  | Target
  | { readonly kind: 'refused'; readonly refusal: Refusal }
  /** Nothing is picked silently. */
  | { readonly kind: 'choose'; readonly refusal: Refusal; readonly candidates: readonly Machine[] };

const NEAR_NAMES = 5;

/** Finds what an action is for, from Defender's records and ours. Rejects with a `Fault` when they cannot be read. */
export const createFindTarget = (needs: {
  readonly store: Pick<Store, 'dossier'>;
  readonly defender: Pick<Defender, 'machines' | 'findMachines'>;
  readonly machines: MachineCache;
  readonly clock: Clock;
}): ((wanted: Wanted) => Promise<Found>) => {
  const { store, defender, machines, clock } = needs;

  const refused = (refusal: Refusal): Found => ({ kind: 'refused', refusal });

  const findMachine = async ({ machine: name, chosenMachineId }: Wanted): Promise<Found> => {
    const target = (machine: Machine): Target => ({ kind: 'target', machine, subject: null });
    if (chosenMachineId !== null) {
      const chosen = (await defender.machines([chosenMachineId])).get(chosenMachineId);
      return chosen === undefined ? refused(refuse('machine-not-found', chosenMachineId, [])) : target(chosen);
    }
    const found = name.trim() === '' ? [] : await defender.findMachines(name);
    const usable = found.filter(isActionable);
    const candidates = usable.length > 0 ? usable : found;
    const [first] = candidates;
    if (first === undefined) return refused(refuse('machine-not-found', name, await machines.near(name, NEAR_NAMES)));
    if (candidates.length === 1 && !isIpAddress(name)) return target(first);
    return { kind: 'choose', refusal: refuse('machine-needs-choice', name, candidates.length), candidates };
  };

  const findRunning = async ({ machine: name }: Wanted): Promise<Found> => {
    const requestId = name.toUpperCase();
    const dossier = await store.dossier(requestId);
    if (dossier === null) return refused(refuse('unknown-request', name));
    const running = dossier.runs.find((run) => run.status === 'dispatched' && run.subject === null);
    if (running === undefined || running.machineActionId === null)
      return refused(refuse('nothing-to-cancel', requestId));
    const subject = { machineActionId: running.machineActionId, createdAt: running.createdAt ?? clock.now() };
    return { kind: 'target', machine: running.machine, subject };
  };

  return (wanted) => (actionOf(wanted.verb).target === 'machine' ? findMachine(wanted) : findRunning(wanted));
};
