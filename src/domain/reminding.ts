import { actionOf, type Verb } from './catalogue';
import type { Change } from './change';
import type { Happening } from './event';
import type { Instant } from './instant';
import { remindRun, requestEvent } from './lifecycle';
import type { MachineAction } from './machine-action';
import type { Reminded } from './reminded';
import type { Dossier } from './reviewing';
import { happenedAt, type Run } from './run';
import { undoneBy } from './undoing';
import { canBeForATime } from './wanted-for';

const DAY_MS = 24 * 3_600_000;

/** Machines that are due so close together are reminded of together. */
const TOGETHER_MS = 60_000;

interface Reminder {
  readonly kind: 'containment-over' | 'lifts-soon';
  readonly at: Instant;
}

/** Everything that people are reminded of after a containment took effect, the earliest first. */
const remindersAfter = (verb: Verb, forMs: number | null, since: Instant): readonly Reminder[] => {
  const liftedAfterMs = actionOf(verb).liftedAfterMs ?? null;
  const isOverFirst = forMs !== null && canBeForATime(verb) && (liftedAfterMs === null || forMs < liftedAfterMs);
  const all: readonly Reminder[] = [
    // What Defender lifts by then needs nobody to undo it.
    ...(isOverFirst ? [{ kind: 'containment-over', at: since + forMs } as const] : []),
    ...(liftedAfterMs === null ? [] : [{ kind: 'lifts-soon', at: since + liftedAfterMs - DAY_MS } as const]),
  ];
  return all.toSorted((a, b) => a.at - b.at);
};

/**
 * When people are first reminded of a containment that took effect then, and is heard of now; null when there is nothing to
 * remind of, since Defender has lifted it by now, too.
 */
export const firstReminder = (verb: Verb, forMs: number | null, since: Instant, now: Instant): Instant | null => {
  const liftedAfterMs = actionOf(verb).liftedAfterMs ?? null;
  const isLifted = liftedAfterMs !== null && now >= since + liftedAfterMs;
  return isLifted ? null : (remindersAfter(verb, forMs, since)[0]?.at ?? null);
};

/** What Defender's list of Machine Actions says of a containment: whether something undid it since. */
export type Found =
  | { readonly kind: 'nothing-since' }
  | { readonly kind: 'undone-since'; readonly machineActionId: string }
  /** Defender could not be asked. */
  | { readonly kind: 'not-known' };

/** Looks for what undid a run's containment after it took effect, whoever began it. */
export const lookForUndoing = (run: Run, actions: readonly MachineAction[]): Found => {
  const inverse = undoneBy(run.verb);
  const type = inverse === null ? null : actionOf(inverse).machineActionType;
  const by = actions.find(
    (action) =>
      action.type === type &&
      action.status === 'Succeeded' &&
      (action.updatedAt ?? action.createdAt ?? 0) > (happenedAt(run) ?? 0),
  );
  return by === undefined ? { kind: 'nothing-since' } : { kind: 'undone-since', machineActionId: by.id };
};

/** The runs that people are to be reminded of now: none before one is due, and then those that are due in a moment, too. */
export const runsToRemindOf = ({ runs }: Pick<Dossier, 'runs'>, now: Instant): readonly Run[] =>
  runs.some(({ remindAt }) => remindAt !== null && remindAt <= now)
    ? runs.filter(({ remindAt }) => remindAt !== null && remindAt <= now + TOGETHER_MS)
    : [];

/**
 * What a run that is due is reminded of: all that has come since. Where another version of Twokey had set the moment by
 * other times, it is the one that comes nearest.
 */
const dueReminders = (all: readonly Reminder[], remindAt: Instant, now: Instant): readonly Reminder[] => {
  const due = all.filter(({ at }) => at >= remindAt && at <= now + TOGETHER_MS);
  if (due.length > 0) return due;
  return all.toSorted((a, b) => Math.abs(a.at - remindAt) - Math.abs(b.at - remindAt)).slice(0, 1);
};

/**
 * Reminds of every machine that is due and has been looked at, in one event of each kind; of those that were undone since,
 * only says so on record. Null when there is nothing to do (any more).
 */
export const remindOf = (dossier: Dossier, found: ReadonlyMap<string, Found>, now: Instant): Change | null => {
  const { request } = dossier;
  const due = runsToRemindOf(dossier, now).filter(({ id }) => found.has(id));
  if (due.length === 0) return null;
  const undone = due.flatMap((run) => {
    const look = found.get(run.id);
    const machineActionId = look?.kind === 'undone-since' ? look.machineActionId : null;
    return machineActionId !== null || dossier.undone.includes(run.id) ? [{ run, machineActionId }] : [];
  });
  const kept = due.filter((run) => !undone.some((one) => one.run === run));
  const reminders = (run: Run) => remindersAfter(run.verb, request.forMs, happenedAt(run) ?? now);
  const dueFor = (kind: Reminder['kind']): readonly Run[] =>
    kept.filter((run) => dueReminders(reminders(run), run.remindAt ?? now, now).some((one) => one.kind === kind));
  const toldOf = (runs: readonly Run[]): Reminded => {
    const names = (some: readonly Run[]) => some.map(({ machine }) => machine.name);
    return { machines: names(runs), unseen: names(runs.filter(({ id }) => found.get(id)?.kind === 'not-known')) };
  };
  const over = dueFor('containment-over');
  const lifting = dueFor('lifts-soon');
  const liftsAt = (run: Run) => (happenedAt(run) ?? now) + (actionOf(run.verb).liftedAfterMs ?? 0);
  const happenings: readonly Happening[] = [
    ...(over.length === 0 ? [] : [{ kind: 'containment-over', forMs: request.forMs ?? 0, ...toldOf(over) } as const]),
    ...(lifting.length === 0
      ? []
      : [{ kind: 'lifts-soon', liftsAt: Math.min(...lifting.map(liftsAt)), ...toldOf(lifting) } as const]),
    ...undone.map(
      ({ run, machineActionId }) => ({ kind: 'not-reminded', machine: run.machine.name, machineActionId }) as const,
    ),
  ];
  const next = (run: Run) => reminders(run).find(({ at }) => at > now + TOGETHER_MS)?.at ?? null;
  return {
    runs: [...kept.map((run) => remindRun(run, next(run))), ...undone.map(({ run }) => remindRun(run, null))],
    events: happenings.map((happening) => requestEvent(request.id, now, null, happening)),
  };
};
