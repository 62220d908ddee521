import { actionOf, isVerb, type Verb } from './catalogue';
import type { Instant } from './instant';
import type { Dossier } from './reviewing';
import { hasHappened, type Run } from './run';

/** The verb that undoes another; null where none does. */
export const inverseOf = (verb: Verb): Verb | null => {
  const { inverse } = actionOf(verb);
  return inverse !== null && isVerb(inverse) ? inverse : null;
};

/** The verb that undoes a containment; null for what contains nothing, whose opposite nobody waits for. */
export const undoneBy = (verb: Verb): Verb | null => (actionOf(verb).isContainment ? inverseOf(verb) : null);

/** A run that took effect, as far as undoing is concerned. */
export interface Effected {
  readonly runId: string;
  readonly requestId: string;
  readonly machineId: string;
  readonly verb: Verb;
  readonly at: Instant;
}

/** Which of these undid another of them, on its machine and after it. */
export const undid = (later: Effected, earlier: Effected): boolean =>
  later.machineId === earlier.machineId && later.verb === undoneBy(earlier.verb) && later.at > earlier.at;

/** The runs that took effect and were not undone since: those that a button offers to undo. */
export const runsToUndo = ({ request, runs, undone }: Pick<Dossier, 'request' | 'runs' | 'undone'>): readonly Run[] =>
  undoneBy(request.verb) === null ? [] : runs.filter((run) => hasHappened(run) && !undone.includes(run.id));

/** The runs whose Machine Action can be cancelled now. */
export const runsToCancel = ({ runs }: Pick<Dossier, 'runs'>): readonly Run[] =>
  runs.filter(
    ({ status, subject, machineActionId }) => status === 'dispatched' && subject === null && machineActionId !== null,
  );
