import type { Event, Happening } from './event';
import type { Instant } from './instant';
import type { Person } from './person';
import type { Request, RequestStatus } from './request';
import type { Run, RunStatus } from './run';

/** Where a request may go from where it is. */
export const requestMoves: Readonly<Record<RequestStatus, readonly RequestStatus[]>> = {
  pending: ['approved', 'denied', 'expired', 'withdrawn'],
  approved: ['withdrawn', 'expired'],
  denied: [],
  expired: [],
  withdrawn: [],
};

/** Where a run may go from where it is. */
export const runMoves: Readonly<Record<RunStatus, readonly RunStatus[]>> = {
  waiting: ['ready', 'not_sent'],
  ready: ['dispatching', 'not_sent'],
  dispatching: ['dispatched', 'ready', 'failed', 'unsettled'],
  dispatched: ['succeeded', 'failed', 'timed_out', 'cancelled', 'unsettled'],
  unsettled: ['dispatched', 'settled'],
  succeeded: [],
  failed: [],
  timed_out: [],
  cancelled: [],
  not_sent: [],
  settled: ['dispatched'],
};

type Free<T> = Partial<Omit<T, 'id' | 'revision' | 'status'>>;

/** A state that can be left can also be stayed in with new facts; one that is an end never changes. */
const isLegal = <S>(from: S, to: S, moves: readonly S[]): boolean =>
  from === to ? moves.length > 0 : moves.includes(to);

/** The next revision of a request, in the same state or in one that it may move to. An illegal move is a bug. */
export const moveRequest = (request: Request, status: RequestStatus, facts: Free<Request>): Request => {
  if (!isLegal(request.status, status, requestMoves[request.status])) {
    throw new Error(`request ${request.id} cannot move from ${request.status} to ${status}`);
  }
  return { ...request, ...facts, status, revision: request.revision + 1 };
};

/** The next revision of a run, in the same state or in one that it may move to. An illegal move is a bug. */
export const moveRun = (run: Run, status: RunStatus, facts: Free<Run>): Run => {
  if (!isLegal(run.status, status, runMoves[run.status])) {
    throw new Error(`run ${run.id} cannot move from ${run.status} to ${status}`);
  }
  return { ...run, ...facts, status, revision: run.revision + 1 };
};

/** The next revision of a run that has ended, of which nothing changes but when people are reminded of it. */
export const remindRun = (run: Run, remindAt: Instant | null): Run => ({
  ...run,
  remindAt,
  revision: run.revision + 1,
});

/** An event about a request as a whole, or about no one request. */
export const requestEvent = (
  requestId: string | null,
  at: Instant,
  actor: Person | null,
  happening: Happening,
): Event => ({
  at,
  requestId,
  runId: null,
  actor,
  happening,
});

/** An event about one run; nobody's doing but Twokey's. */
export const runEvent = (run: Run, at: Instant, happening: Happening): Event => ({
  at,
  requestId: run.requestId,
  runId: run.id,
  actor: null,
  happening,
});
