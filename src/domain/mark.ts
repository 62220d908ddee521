import { actionOf } from './catalogue';
import type { MachineAction } from './machine-action';
import type { Person } from './person';
import type { Request, Review } from './request';
import type { Run } from './run';

const signed = (person: Person): string => `${person.name} (${person.id})`;

/** The mark that makes one attempt of one request findable in Defender. */
export const markOf = (requestId: string, attempt: number): string => `[twokey ${requestId}/${attempt}]`;

/**
 * Defender's `Comment`: the mark, the requestor's words unchanged, and on a line of its own (so that no bidirectional
 * control in the words can reorder them) the requestor and the approvers in order, by real name and user id.
 */
export const commentFor = (request: Request, reviews: readonly Review[], attempt: number): string => {
  const approvers = reviews.filter((review) => review.decision === 'approved').map((review) => signed(review.person));
  return [
    `${markOf(request.id, attempt)} ${request.comment}`,
    `Requested by ${signed(request.requestor)}; approved by ${approvers.join(', ')}`,
  ].join('\n');
};

const MARK = /^\[twokey ([0-9A-Z]+)\/(\d+)\]/;

const attemptIn = (comment: string | null, requestId: string): number | null => {
  const found = MARK.exec(comment ?? '');
  return found !== null && found[1] === requestId ? Number(found[2]) : null;
};

/** Which attempt of this run made a Machine Action; null when none of ours did. */
export const attemptOf = (run: Run, action: MachineAction): number | null => {
  if (run.subject !== null) {
    return action.id === run.subject.machineActionId ? attemptIn(action.cancellationComment, run.requestId) : null;
  }
  const isOurMachine = action.machineId === null || action.machineId.toLowerCase() === run.machine.id.toLowerCase();
  const isOurType = action.type === actionOf(run.verb).machineActionType;
  return isOurMachine && isOurType ? attemptIn(action.comment, run.requestId) : null;
};

/**
 * Whether the Machine Action of a 2xx answer is the one that was just asked for, and not one that was open before. A
 * comment that is not filled in yet (as scope and machine are not, right after the call) cannot be somebody else's.
 */
export const isOwnAnswer = (run: Run, action: MachineAction): boolean =>
  run.subject !== null || action.comment === null || attemptIn(action.comment, run.requestId) !== null;

/** Every Machine Action that this run made, eldest first. More than one is a twin. */
export const madeBy = (run: Run, actions: readonly MachineAction[]): readonly MachineAction[] =>
  actions
    .filter((action) => attemptOf(run, action) !== null)
    .sort((a, b) => (a.createdAt ?? 0) - (b.createdAt ?? 0) || (attemptOf(run, a) ?? 0) - (attemptOf(run, b) ?? 0));
