import type { Action } from './action';
import { actionOf, actions, catalogue, isVerb } from './catalogue';
import type { Instant } from './instant';
import { isFinal, type MachineAction, type NamedAction } from './machine-action';
import { attemptOf, requestIn } from './mark';
import type { Dossier } from './reviewing';
import { happenedAt, isOver, type Run } from './run';

/** Defender lifts an isolation by itself when it is so old; a restriction stays until it is removed. */
export const ISOLATION_LASTS_MS = catalogue.isolate.liftedAfterMs;
/** How long after that it is still told that Defender has lifted it. */
export const LIFTED_TOLD_MS = 7 * 24 * 3_600_000;

export const containmentKinds = ['isolation', 'restriction'] as const;
export type ContainmentKind = (typeof containmentKinds)[number];

/** What an action does about a containment: hold the machine in it, or end it. */
export interface Effect {
  readonly kind: ContainmentKind;
  readonly does: 'hold' | 'end';
}

const effectsOf = ({ machineActionType: holding, isContainment, inverse }: Action): readonly [string, Effect][] => {
  const ending = inverse !== null && isVerb(inverse) ? actionOf(inverse).machineActionType : null;
  if (!isContainment || holding === null || ending === null) return [];
  const kind = holding === 'Isolate' ? 'isolation' : 'restriction';
  return [
    [holding, { kind, does: 'hold' }],
    [ending, { kind, does: 'end' }],
  ];
};

const effects: ReadonlyMap<string, Effect> = new Map(actions.flatMap(effectsOf));

/** The types of the Machine Actions that hold a machine in a containment, or end one. */
export const containmentTypes: readonly string[] = [...effects.keys()];

/** What a Machine Action of this type does about a containment; null where it does nothing. */
export const effectOf = (type: string | null): Effect | null => (type === null ? null : (effects.get(type) ?? null));

/** What a run does about a containment, once it has succeeded; null where it does nothing. */
export const effectOfRun = (run: Run): Effect | null =>
  run.subject === null ? effectOf(actionOf(run.verb).machineActionType) : null;

/** A run of ours, and the request that it belongs to. */
export interface OurRun {
  readonly run: Run;
  readonly dossier: Dossier;
}

/** A machine that is held in a containment, as far as is known. */
export interface Containment {
  readonly machineId: string;
  /** Null where neither record has a name for it. */
  readonly machineName: string | null;
  readonly kind: ContainmentKind;
  /** When it took effect; null where Defender does not say. */
  readonly since: Instant | null;
  /** What Twokey has on record of it; null where it was not asked through Twokey. */
  readonly ours: OurRun | null;
  /** What Defender's list has of it; null where it has nothing, or could not be read. */
  readonly action: NamedAction | null;
  /** The Machine Action that is to end it, and is still open. */
  readonly ending: NamedAction | null;
}

/** What is contained by all that is known, newest first. */
export interface Picture {
  readonly held: readonly Containment[];
  /** Isolations that nothing on record has ended, so old that Defender has lifted them by itself. */
  readonly lifted: readonly Containment[];
}

interface Evidence {
  readonly machineId: string;
  readonly effect: Effect;
  readonly at: Instant | null;
  readonly ours: OurRun | null;
  readonly action: NamedAction | null;
}

/** When a Machine Action that succeeded took effect: not when it was asked for, since a machine may pick it up days later. */
const tookEffectAt = (action: MachineAction): Instant | null => action.updatedAt ?? action.createdAt;

/** Whether a Machine Action is what a run of ours came to. */
export const isOfRun = (action: MachineAction, run: Run): boolean =>
  run.machineActionId === action.id || attemptOf(run, action) !== null;

const groupedBy = <K>(all: readonly OurRun[], keyOf: (one: OurRun) => K): ReadonlyMap<K, readonly OurRun[]> => {
  const groups = new Map<K, OurRun[]>();
  for (const one of all) {
    const group = groups.get(keyOf(one));
    if (group === undefined) groups.set(keyOf(one), [one]);
    else group.push(one);
  }
  return groups;
};

type RunsOf = (action: MachineAction) => readonly OurRun[];

/**
 * Finds the runs of ours that a Machine Action is. Only these few are compared: a thousand runs, each with a thousand
 * Machine Actions, would take a while. Cancelling is not among them, since it names what somebody else asked for.
 */
const finderIn = (ours: readonly OurRun[]): RunsOf => {
  const asking = ours.filter(({ run }) => run.subject === null);
  const byAction = groupedBy(asking, ({ run }) => run.machineActionId);
  const byRequest = groupedBy(asking, ({ run }) => run.requestId);
  return (action) => {
    const marked = byRequest.get(requestIn(action.comment) ?? '') ?? [];
    return [...(byAction.get(action.id) ?? []), ...marked].filter(({ run }) => isOfRun(action, run));
  };
};

const fromActions = (actions: readonly NamedAction[], runsOf: RunsOf): readonly Evidence[] =>
  actions.flatMap((action) => {
    const effect = effectOf(action.type);
    if (effect === null || action.machineId === null || action.status !== 'Succeeded') return [];
    const [asked = null] = runsOf(action);
    return [{ machineId: action.machineId, effect, at: tookEffectAt(action), ours: asked, action }];
  });

const fromOurs = (ours: readonly OurRun[], actions: readonly NamedAction[], runsOf: RunsOf): readonly Evidence[] => {
  // A list that is a little old may still show as open what our record has the end of.
  const listed = new Set(actions.filter(isFinal).flatMap((action) => runsOf(action).map(({ run }) => run.id)));
  return ours.flatMap((one) => {
    const effect = effectOfRun(one.run);
    const at = happenedAt(one.run);
    if (effect === null || at === null || listed.has(one.run.id)) return [];
    return [{ machineId: one.run.machine.id, effect, at, ours: one, action: null }];
  });
};

const newest = (all: readonly Evidence[]): ReadonlyMap<string, Evidence> => {
  const found = new Map<string, Evidence>();
  for (const one of all) {
    const key = `${one.effect.kind} ${one.machineId.toLowerCase()}`;
    const before = found.get(key);
    if (before === undefined || (one.at ?? 0) > (before.at ?? 0)) found.set(key, one);
  }
  return found;
};

const bySince = (a: Containment, b: Containment): number => (b.since ?? 0) - (a.since ?? 0);

/**
 * Puts together what our record and Defender's list tell: of each machine the newest that succeeded says whether it is
 * held. What failed or was cancelled ended nothing. Neither tells what Defender does by itself.
 *
 * @param ours runs that hold or end a containment, whatever became of them
 * @param actions Machine Actions as Defender lists them; none where it could not be asked
 */
export const pictureOf = (ours: readonly OurRun[], actions: readonly NamedAction[], now: Instant): Picture => {
  const runsOf = finderIn(ours);
  const last = newest([...fromActions(actions, runsOf), ...fromOurs(ours, actions, runsOf)]);
  const open = actions.filter((action) => !isFinal(action) && !runsOf(action).some(({ run }) => isOver(run)));
  const endingOf = ({ machineId, effect }: Evidence): NamedAction | null =>
    open.find(
      (action) =>
        action.machineId?.toLowerCase() === machineId.toLowerCase() &&
        effectOf(action.type)?.kind === effect.kind &&
        effectOf(action.type)?.does === 'end',
    ) ?? null;
  const holding = [...last.values()]
    .filter(({ effect }) => effect.does === 'hold')
    .map(
      (one): Containment => ({
        machineId: one.machineId,
        machineName: one.ours?.run.machine.name ?? one.action?.machineName ?? null,
        kind: one.effect.kind,
        since: one.at,
        ours: one.ours,
        action: one.action,
        ending: endingOf(one),
      }),
    )
    .sort(bySince);
  const isLifted = ({ kind, since }: Containment): boolean =>
    kind === 'isolation' && since !== null && now - since >= ISOLATION_LASTS_MS;
  const isToldYet = ({ since }: Containment): boolean =>
    since !== null && now - since < ISOLATION_LASTS_MS + LIFTED_TOLD_MS;
  return {
    held: holding.filter((one) => !isLifted(one)),
    lifted: holding.filter((one) => isLifted(one) && isToldYet(one)),
  };
};
