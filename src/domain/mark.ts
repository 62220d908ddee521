import { actionOf } from './catalogue';
import type { MachineAction } from './machine-action';
import type { Person } from './person';
import type { Request, Review } from './request';
import type { Run } from './run';

const signed = (person: Person): string => `${person.name} (${person.id})`;

/**
 * The mark that makes one attempt of one request findable in Defender. Where a request is for several machines it names
 * the machine, too: Defender may list a new Machine Action before it says which machine it is on.
 */
export const markOf = (requestId: string, attempt: number, machineId: string | null = null): string =>
  `[twokey ${requestId}/${attempt}${machineId === null ? '' : ` ${machineId.toLowerCase()}`}]`;

/**
 * Defender's `Comment`: the mark, the requestor's words unchanged, and on a line of its own (so that no bidirectional
 * control in the words can reorder them) the requestor and the approvers in order, by real name and user id.
 */
export const commentFor = (
  {
    request,
    runs,
    reviews,
  }: { readonly request: Request; readonly runs: readonly Run[]; readonly reviews: readonly Review[] },
  run: Run,
): string => {
  const approvers = reviews.filter((review) => review.decision === 'approved').map((review) => signed(review.person));
  return [
    `${markOf(request.id, run.attempt, runs.length > 1 ? run.machine.id : null)} ${request.comment}`,
    `Requested by ${signed(request.requestor)}; approved by ${approvers.join(', ')}`,
  ].join('\n');
};

const MARK = /^\[twokey ([0-9A-Z]+)\/(\d+)(?: ([0-9a-f]+))?\]/;

/** The request of ours whose mark a comment begins with; null where it is somebody else's. */
export const requestIn = (comment: string | null): string | null => MARK.exec(comment ?? '')?.[1] ?? null;

/** A comment without our mark: what people wrote. */
export const withoutMark = (comment: string): string => comment.replace(MARK, '').trimStart();

const attemptIn = (comment: string | null, { requestId, machine }: Run): number | null => {
  const [, marked, attempt, machineId = machine.id.toLowerCase()] = MARK.exec(comment ?? '') ?? [];
  return marked === requestId && machineId === machine.id.toLowerCase() ? Number(attempt) : null;
};

/** Which attempt of this run made a Machine Action; null when none of ours did. */
export const attemptOf = (run: Run, action: MachineAction): number | null => {
  if (run.subject !== null) {
    return action.id === run.subject.machineActionId ? attemptIn(action.cancellationComment, run) : null;
  }
  const isOurMachine = action.machineId === null || action.machineId.toLowerCase() === run.machine.id.toLowerCase();
  const isOurType = action.type === actionOf(run.verb).machineActionType;
  return isOurMachine && isOurType ? attemptIn(action.comment, run) : null;
};

/**
 * Whether the Machine Action of a 2xx answer is the one that was just asked for, and not one that was open before. A
 * comment that is not filled in yet (as scope and machine are not, right after the call) cannot be somebody else's.
 */
export const isOwnAnswer = (run: Run, action: MachineAction): boolean =>
  run.subject !== null || action.comment === null || attemptIn(action.comment, run) !== null;

/** Every Machine Action that this run made, eldest first. More than one is a twin. */
export const madeBy = (run: Run, actions: readonly MachineAction[]): readonly MachineAction[] =>
  actions
    .filter((action) => attemptOf(run, action) !== null)
    .sort((a, b) => (a.createdAt ?? 0) - (b.createdAt ?? 0) || (attemptOf(run, a) ?? 0) - (attemptOf(run, b) ?? 0));

/** The request whose mark a Machine Action carries, whichever that is; null where it carries none. */
export const markedRequest = ({ comment }: MachineAction): string | null => MARK.exec(comment ?? '')?.[1] ?? null;
