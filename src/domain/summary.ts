import type { Change } from './change';
import type { Instant } from './instant';
import { moveRequest, requestEvent } from './lifecycle';
import type { Outcome } from './outcome';
import type { Request } from './request';
import type { Run, RunStatus } from './run';

const underWay: ReadonlySet<RunStatus> = new Set(['waiting', 'ready', 'dispatching', 'dispatched']);

/** Whether all runs have come to their end, or to where only a person can say it. */
export const haveAllEnded = (runs: readonly Run[]): boolean => !runs.some(({ status }) => underWay.has(status));

const becauseOf = ({ status, fault, trouble, settlement, machineActionId }: Run): string | null => {
  if (status === 'failed' && machineActionId === null) return fault?.says ?? null;
  if (status === 'not_sent') return trouble;
  return status === 'settled' ? (settlement?.as ?? null) : null;
};

/** Runs by the names of their machines, as they are listed for people: `web-2` before `web-10`. */
export const byMachine = (runs: readonly Run[]): readonly Run[] =>
  runs.toSorted(
    (a, b) => a.machine.name.localeCompare(b.machine.name, 'en', { numeric: true }) || (a.id < b.id ? -1 : 1),
  );

/**
 * What came of all machines of a request, told once: when the last of them has ended. Null while one of them is under
 * way, when it was told, and for a request for one machine.
 */
export const summarize = (
  { request, runs }: { readonly request: Request; readonly runs: readonly Run[] },
  now: Instant,
): Change | null => {
  if (request.summary !== 'due' || !haveAllEnded(runs)) return null;
  const outcomes = byMachine(runs).map(
    (run): Outcome => ({
      machine: run.machine.name,
      status: run.status,
      machineActionId: run.machineActionId,
      because: becauseOf(run),
    }),
  );
  return {
    request: moveRequest(request, request.status, { summary: 'told' }),
    events: [requestEvent(request.id, now, null, { kind: 'summary', outcomes })],
  };
};
