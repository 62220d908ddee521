import { actionOf, type Verb } from './catalogue';
import type { Instant } from './instant';
import { fileFacts, isFinal, type MachineAction } from './machine-action';
import { madeBy } from './mark';
import { choiceOf, fileOf } from './parameter';
import type { Run } from './run';

/** What an open Machine Action on the same machine means for a run that has not been sent. */
export type Obstacle =
  | { readonly kind: 'same'; readonly action: MachineAction }
  /** All of them must end first, the eldest first. */
  | { readonly kind: 'opposed'; readonly action: MachineAction; readonly others: readonly MachineAction[] };

/** What is known before a run is sent. */
export interface Known {
  /** Machine Actions as Defender lists them, of this machine or of all. */
  readonly actions: readonly MachineAction[];
  /** Runs of ours that are followed, of this machine or of all, read after that list. */
  readonly followed: readonly Run[];
}

/**
 * How long a Machine Action that we know of may be missing from Defender's lists: they lag behind, and a new row may not
 * name its machine yet. Long, since it is told by Defender's clock, which may differ by minutes.
 */
const UNLISTED_MS = 15 * 60_000;

const byAge = (a: MachineAction, b: MachineAction) => (a.createdAt ?? 0) - (b.createdAt ?? 0);

/**
 * Finds what stands in the way among what is open on the machine: the same action (same type, scope and parameters),
 * which is adopted, or any of the same family (its inverse, or the same with another scope or file), which must end first.
 * Scope and file are not told right after the call: not known to be the same, so it is waited for.
 */
export const obstacleTo = (run: Run, open: readonly MachineAction[]): Obstacle | null => {
  const action = actionOf(run.verb);
  if (action.machineActionType === null) return null;
  const inverse = action.inverse === null ? null : actionOf(action.inverse as Verb).machineActionType;
  const wanted = choiceOf(run.verb, run.parameter)?.wire ?? null;
  const wantedFile = fileOf(run.verb, run.parameter);
  const isOpposed = ({ type, scope, file }: MachineAction) =>
    type !== action.machineActionType ||
    (wanted !== null && scope !== wanted) ||
    (wantedFile !== null && file !== wantedFile);
  const family = open.filter(({ type }) => type === action.machineActionType || type === inverse).sort(byAge);
  const [opposed, ...others] = family.filter(isOpposed);
  if (opposed !== undefined) return { kind: 'opposed', action: opposed, others };
  const [same] = family;
  return same === undefined ? null : { kind: 'same', action: same };
};

const isOnMachineOf = (run: Run, machineId: string | null): boolean =>
  machineId?.toLowerCase() === run.machine.id.toLowerCase();

/** Runs of ours whose Machine Action was last seen open on this run's machine. A cancellation has none of its own. */
const followedBeside = (run: Run, { followed }: Known): readonly Run[] =>
  followed.filter(
    (other) =>
      other.id !== run.id &&
      other.status === 'dispatched' &&
      other.subject === null &&
      isOnMachineOf(run, other.machine.id),
  );

const isListed = (followed: Run, { actions }: Known): boolean =>
  actions.some(({ id }) => id === followed.machineActionId);

const isYoung = (followed: Run, now: Instant): boolean => now - (followed.createdAt ?? now) < UNLISTED_MS;

/** What we know of a Machine Action that Defender does not list. */
const asLastSeen = (followed: Run): MachineAction => ({
  ...fileFacts(fileOf(followed.verb, followed.parameter)),
  id: followed.machineActionId ?? '',
  type: actionOf(followed.verb).machineActionType ?? '',
  status: followed.defenderStatus ?? 'Pending',
  scope: choiceOf(followed.verb, followed.parameter)?.wire ?? null,
  requestor: followed.adoptedFrom,
  comment: null,
  cancellationComment: null,
  machineId: followed.machine.id,
  createdAt: followed.createdAt,
  updatedAt: null,
  errorHResult: null,
});

/**
 * What stands in the way of a run: first of all what an earlier attempt of its own left, open or over, however little
 * of it is filled in; then what is open on the machine, by Defender's list or, for as long as that may be behind, by what
 * we follow ourselves.
 */
export const obstacleIn = (known: Known, run: Run, now: Instant): Obstacle | null => {
  const [own] = run.subject === null ? madeBy(run, known.actions) : [];
  if (own !== undefined) return { kind: 'same', action: own };
  const beside = followedBeside(run, known);
  const ids = new Set(beside.map(({ machineActionId }) => machineActionId));
  const open = known.actions.filter(
    (action) => !isFinal(action) && (isOnMachineOf(run, action.machineId) || ids.has(action.id)),
  );
  const unlisted = beside.filter((other) => !isListed(other, known) && isYoung(other, now));
  return obstacleTo(run, [...open, ...unlisted.map(asLastSeen)]);
};

/** Runs of ours on the machine that are followed and yet in nobody's way: Defender lists their end, or nothing any more. */
export const notInTheWay = (known: Known, run: Run, now: Instant): readonly string[] =>
  followedBeside(run, known)
    .filter((other) => {
      const listed = known.actions.find(({ id }) => id === other.machineActionId);
      return listed === undefined ? !isYoung(other, now) : isFinal(listed);
    })
    .map(({ id }) => id);

/**
 * Whether two runs of these verbs must not be under way on one machine together: one undoes what the other does, or both
 * do the same with another file. Two cancellations are about two Machine Actions.
 */
export const getsInTheWay = (verb: Verb, other: string): boolean =>
  actionOf(verb).inverse === other || (verb === other && actionOf(verb).target === 'machine');
