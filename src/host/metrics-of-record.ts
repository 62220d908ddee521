import type { Change } from '../domain/change';
import type { Happening } from '../domain/event';
import { isOver, type Run } from '../domain/run';
import type { Metrics } from './metrics';

const requestOutcome = (happening: Happening): string | null => {
  switch (happening.kind) {
    case 'asked':
      return 'opened';
    case 'approved':
      return happening.given < happening.needed ? null : 'approved';
    case 'card-undeliverable':
      return 'undeliverable';
    case 'denied':
    case 'withdrawn':
    case 'expired':
      return happening.kind;
    default:
      return null;
  }
};

const recovery = (happening: Happening): string | null => {
  if (happening.kind === 'proved-unsent') return 'call-proved-unsent';
  return happening.kind === 'sent' && happening.isRecovered ? 'call-found' : null;
};

/** Null as long as it goes on. An end is never left, so that each run is counted once; an unsettled one may end later. */
const runOutcome = (run: Run): string | null => {
  if (run.status === 'failed' && run.machineActionId === null) return 'refused';
  return isOver(run) || run.status === 'unsettled' ? run.status : null;
};

/** Counts what a change that is durable put on record. */
export const countChange = (metrics: Metrics, change: Change, tookMs: number): void => {
  metrics.observe('twokey_store_commit_duration_seconds', {}, tookMs);
  for (const { happening } of change.events) {
    const outcome = requestOutcome(happening);
    if (outcome !== null) metrics.count('twokey_requests_total', { outcome });
    const what = recovery(happening);
    if (what !== null) metrics.count('twokey_recoveries_total', { what });
    if (happening.kind === 'ask-refused' || happening.kind === 'refused') {
      metrics.count('twokey_refusals_total', { code: happening.code });
    }
    if (happening.kind === 'twin-found') metrics.count('twokey_twins_total', { what: 'found' });
    if (happening.kind === 'twin-cancelled') metrics.count('twokey_twins_total', { what: 'over' });
  }
  // A change without an event is only about when to look again.
  for (const run of change.events.length === 0 ? [] : (change.runs ?? [])) {
    const outcome = runOutcome(run);
    if (outcome !== null) metrics.count('twokey_runs_total', { outcome });
  }
};
