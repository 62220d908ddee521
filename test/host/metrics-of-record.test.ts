import type { Change } from '../../src/domain/change';
import type { Happening } from '../../src/domain/event';
import { requestEvent } from '../../src/domain/lifecycle';
import type { Run } from '../../src/domain/run';
import { createMetrics } from '../../src/host/metrics';
import { countChange } from '../../src/host/metrics-of-record';
import { faultWith, runWith, T } from '../domain/builders';

const after = async (happenings: readonly Happening[], runs: readonly Run[] = []): Promise<string> => {
  const metrics = createMetrics();
  const events = happenings.map((happening) => requestEvent('R1', T, null, happening));
  const change: Change = { runs, events };
  countChange(metrics, change, 20);
  return (await metrics.read()).text;
};

const sent = (isRecovered: boolean): Happening => ({
  kind: 'sent',
  machineActionId: 'ma-1',
  status: 'Pending',
  isRecovered,
});

it.each<[Happening, string]>([
  [{ kind: 'approved', given: 2, needed: 2 }, 'twokey_requests_total{outcome="approved"} 1'],
  [{ kind: 'approved', given: 1, needed: 2 }, 'twokey_requests_total{outcome="approved"} 0'],
  [{ kind: 'denied', words: 'no' }, 'twokey_requests_total{outcome="denied"} 1'],
  [{ kind: 'withdrawn' }, 'twokey_requests_total{outcome="withdrawn"} 1'],
  [{ kind: 'expired', given: 0, needed: 1 }, 'twokey_requests_total{outcome="expired"} 1'],
  [{ kind: 'card-undeliverable', code: 'is_archived' }, 'twokey_requests_total{outcome="undeliverable"} 1'],
  [
    { kind: 'refused', attempted: 'approved', code: 'own-request', says: 'No.' },
    'twokey_refusals_total{code="own-request"} 1',
  ],
  [sent(true), 'twokey_recoveries_total{what="call-found"} 1'],
  [sent(false), 'twokey_recoveries_total{what="call-found"} 0'],
  [{ kind: 'proved-unsent', attempt: 1 }, 'twokey_recoveries_total{what="call-proved-unsent"} 1'],
  [{ kind: 'twin-found', keptId: 'a', twinId: 'b' }, 'twokey_twins_total{what="found"} 1'],
  [{ kind: 'twin-cancelled', twinId: 'b', status: 'Cancelled' }, 'twokey_twins_total{what="over"} 1'],
])('%j is counted: %s', async (happening, expected) => {
  expect(await after([happening])).toContain(`\n${expected}\n`);
});

it.each<[Partial<Run>, string]>([
  [{ status: 'succeeded', machineActionId: 'ma-1' }, 'succeeded'],
  [{ status: 'failed', machineActionId: 'ma-1' }, 'failed'],
  [{ status: 'failed', machineActionId: null, fault: faultWith() }, 'refused'],
  [{ status: 'timed_out', machineActionId: 'ma-1' }, 'timed_out'],
  [{ status: 'cancelled', machineActionId: 'ma-1' }, 'cancelled'],
  [{ status: 'not_sent' }, 'not_sent'],
  [{ status: 'unsettled' }, 'unsettled'],
])('a run that comes to %j is counted once, as %s', async (facts, outcome) => {
  const text = await after([{ kind: 'withdrawn' }], [runWith(facts)]);
  expect(text).toContain(`\ntwokey_runs_total{outcome="${outcome}"} 1\n`);
  expect(text.match(/^twokey_runs_total\{.*\} 1$/gm)).toHaveLength(1);
});

it.each(['waiting', 'ready', 'dispatching', 'dispatched'] as const)(
  'a run that is %s has not ended',
  async (status) => {
    expect(await after([{ kind: 'withdrawn' }], [runWith({ status })])).not.toMatch(/^twokey_runs_total\{.*\} 1$/m);
  },
);

it('a change that only says when to look again is no end', async () => {
  expect(await after([], [runWith({ status: 'unsettled' })])).toContain('twokey_runs_total{outcome="unsettled"} 0');
});

it('how long a change took is told in seconds', async () => {
  expect(await after([])).toContain('twokey_store_commit_duration_seconds_sum 0.02');
});
