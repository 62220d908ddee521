import { actionOf, type Verb } from '../domain/catalogue';
import { isActionable, isIpAddress, type Machine } from '../domain/machine';
import type { Unclear } from '../domain/machine-refusals';
import { type Refusal, refuse } from '../domain/refusal';
import type { Run } from '../domain/run';
import type { Clock, Defender } from './ports';
import type { MachineCache, Store } from './storage';

/** What somebody named, as they typed it. */
export interface Wanted {
  readonly verb: Verb;
  /** For an action on a Machine Action, the id of the request that started it. */
  readonly machines: readonly string[];
  /** The machine that the person confirmed among several. */
  readonly chosenMachineId: string | null;
}

/** The machine that an action is for and, where the action is for a Machine Action on it, that one. */
export interface Target {
  readonly machine: Machine;
  readonly subject: Run['subject'];
}

export type Found =
  /** Each machine once. */
  | { readonly kind: 'targets'; readonly targets: readonly [Target, ...Target[]] }
  | { readonly kind: 'refused'; readonly refusal: Refusal }
  /** Nothing is picked silently. */
  | { readonly kind: 'choose'; readonly refusal: Refusal; readonly candidates: readonly Machine[] };

const NEAR_NAMES = 5;
/** Of each of several names. */
const NEAR_NAMES_EACH = 2;
/** Each costs Defender two reads. */
const MOST_ADDRESSES = 3;

/** Records that a name may mean: those that can be acted on, and others only where there is none of these. */
const candidatesOf = (found: readonly Machine[]): readonly Machine[] => {
  const usable = found.filter(isActionable);
  return usable.length > 0 ? usable : found;
};

/** Finds what an action is for, from Defender's records and ours. Rejects with a `Fault` when they cannot be read. */
export const createFindTarget = (needs: {
  readonly store: Pick<Store, 'dossier'>;
  readonly defender: Pick<Defender, 'machines' | 'findMachines' | 'findMachinesEach'>;
  readonly machines: MachineCache;
  readonly clock: Clock;
}): ((wanted: Wanted) => Promise<Found>) => {
  const { store, defender, machines, clock } = needs;

  const refused = (refusal: Refusal): Found => ({ kind: 'refused', refusal });

  const targets = (found: readonly Target[]): Found | null => {
    const [first, ...others] = new Map(found.map((target) => [target.machine.id.toLowerCase(), target])).values();
    return first === undefined ? null : { kind: 'targets', targets: [first, ...others] };
  };

  const whole = (machine: Machine): Target => ({ machine, subject: null });

  const findOne = async (name: string, chosenMachineId: string | null): Promise<Found> => {
    if (chosenMachineId !== null) {
      const chosen = (await defender.machines([chosenMachineId])).get(chosenMachineId);
      return chosen === undefined
        ? refused(refuse('machine-not-found', chosenMachineId, []))
        : { kind: 'targets', targets: [whole(chosen)] };
    }
    const candidates = name.trim() === '' ? [] : candidatesOf(await defender.findMachines(name));
    const [first] = candidates;
    if (first === undefined) return refused(refuse('machine-not-found', name, await machines.near(name, NEAR_NAMES)));
    if (candidates.length === 1 && !isIpAddress(name)) return { kind: 'targets', targets: [whole(first)] };
    return { kind: 'choose', refusal: refuse('machine-needs-choice', name, candidates.length), candidates };
  };

  /** What is the matter with one of several names; null where it means one machine. */
  const unclear = async (name: string, candidates: readonly Machine[]): Promise<Unclear | null> => {
    if (isIpAddress(name)) return { name, why: 'address', candidates };
    if (candidates.length === 0) return { name, why: 'unknown', near: await machines.near(name, NEAR_NAMES_EACH) };
    return candidates.length === 1 ? null : { name, why: 'several', candidates };
  };

  /** All or nothing: one name that is not clear stops the others, and every such name is told. */
  const findEach = async (names: readonly string[]): Promise<Found> => {
    // An address is never taken, however few machines had it: it is looked up so that the person may see which.
    const addresses = names.filter(isIpAddress).slice(0, MOST_ADDRESSES);
    const found = await defender.findMachinesEach([...names.filter((name) => !isIpAddress(name)), ...addresses]);
    const named = names.map((name) => ({ name, candidates: candidatesOf(found.get(name) ?? []) }));
    const problems: Unclear[] = [];
    for (const { name, candidates } of named) {
      const problem = await unclear(name, candidates);
      if (problem !== null) problems.push(problem);
    }
    if (problems.length > 0) return refused(refuse('machines-unclear', problems));
    return targets(named.flatMap(({ candidates }) => candidates.map(whole))) ?? refused(refuse('machines-unclear', []));
  };

  const findMachine = ({ machines: names, chosenMachineId }: Wanted): Promise<Found> => {
    const [name = '', ...others] = names;
    return others.length === 0 || chosenMachineId !== null ? findOne(name, chosenMachineId) : findEach(names);
  };

  /** Everything of a request that is still running: whoever wants to stop it wants to stop all of it. */
  const findRunning = async ({ verb, machines: names }: Wanted): Promise<Found> => {
    const [name = ''] = names;
    if (names.length > 1) return refused(refuse('several-machines', verb, names));
    const requestId = name.toUpperCase();
    const dossier = await store.dossier(requestId);
    if (dossier === null) return refused(refuse('unknown-request', name));
    const running = dossier.runs.flatMap((run): readonly Target[] => {
      const { machine, machineActionId } = run;
      if (run.status !== 'dispatched' || run.subject !== null || machineActionId === null) return [];
      return [{ machine, subject: { machineActionId, createdAt: run.createdAt ?? clock.now() } }];
    });
    return targets(running) ?? refused(refuse('nothing-to-cancel', requestId));
  };

  return (wanted) => (actionOf(wanted.verb).target === 'machine' ? findMachine(wanted) : findRunning(wanted));
};
