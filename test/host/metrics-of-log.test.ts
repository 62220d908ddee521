import type { Log } from '../../src/flow/ports';
import { createMetrics } from '../../src/host/metrics';
import { countingLog } from '../../src/host/metrics-of-log';

const counting = () => {
  const lines: unknown[] = [];
  const write =
    (level: string) =>
    (event: string, fields?: object): void => {
      lines.push([level, event, fields]);
    };
  const log: Log = { debug: write('debug'), info: write('info'), warn: write('warn'), error: write('error') };
  const metrics = createMetrics();
  return { lines, log: countingLog(metrics, log), text: async () => (await metrics.read()).text };
};

it('every logged event is counted by name and level, and still logged', async () => {
  const { lines, log, text } = counting();
  log.info('request.opened', { requestId: 'R1' });
  log.info('request.opened');
  log.error('loop.failed');
  expect(lines).toEqual([
    ['info', 'request.opened', { requestId: 'R1' }],
    ['info', 'request.opened', undefined],
    ['error', 'loop.failed', undefined],
  ]);
  expect(await text()).toContain('twokey_events_total{event="request.opened",level="info"} 2');
  expect(await text()).toContain('twokey_events_total{event="loop.failed",level="error"} 1');
});

it.each<[string, object, string]>([
  ['slack.acked', { transport: 'http', ms: 4 }, 'twokey_ack_duration_seconds_sum{transport="http"} 0.004'],
  ['run.answered', { answer: 'accepted', sinceApprovalMs: 900 }, 'twokey_dispatch_duration_seconds_sum 0.9'],
  ['run.answered', { answer: 'unsent', sinceApprovalMs: 900 }, 'twokey_dispatch_duration_seconds_count 0'],
  ['run.answered', { answer: 'accepted', sinceApprovalMs: null }, 'twokey_dispatch_duration_seconds_count 0'],
  [
    'defender.call',
    { method: 'POST', status: 201, ms: 300 },
    'twokey_defender_call_duration_seconds_sum{method="POST",answer="2xx"} 0.3',
  ],
  [
    'defender.call',
    { method: 'GET', status: 503, ms: 1 },
    'twokey_system_faults_total{system="defender",code="503"} 1',
  ],
  [
    'defender.call',
    { method: 'GET', status: 429, ms: 1 },
    'twokey_defender_call_duration_seconds_count{method="GET",answer="429"} 1',
  ],
  [
    'defender.call',
    { method: 'GET', status: 'ECONNREFUSED', ms: 1 },
    'twokey_system_faults_total{system="defender",code="ECONNREFUSED"} 1',
  ],
  ['defender.throttled', { until: 1 }, 'twokey_defender_throttled_total 1'],
  ['entra.token', { code: 'AADSTS7000222' }, 'twokey_system_faults_total{system="entra",code="AADSTS7000222"} 1'],
  ['slack.failed', { code: 'timeout' }, 'twokey_system_faults_total{system="slack",code="timeout"} 1'],
  [
    'slack.rate-limited',
    { method: 'chat.postMessage' },
    'twokey_slack_rate_limited_total{method="chat.postMessage"} 1',
  ],
  ['home.failed', {}, 'twokey_home_views_total{outcome="failed"} 1'],
  ['home.drawn', { outcome: 'published' }, 'twokey_home_views_total{outcome="published"} 1'],
  ['slack.request-refused', { why: 'signature' }, 'twokey_slack_requests_refused_total{why="signature"} 1'],
  ['slack.delivery-recovered', {}, 'twokey_recoveries_total{what="delivery"} 1'],
])('%s with %j is measured as %s', async (event, fields, expected) => {
  const { log, text } = counting();
  log.debug(event, fields);
  expect(await text()).toContain(`\n${expected}\n`);
});

it('a call that was refused, and a token that was given, are no failures of the system', async () => {
  const { log, text } = counting();
  log.info('defender.call', { method: 'POST', status: 400, ms: 1 });
  log.info('entra.token', { code: null, ms: 1 });
  expect(await text()).not.toContain('twokey_system_faults_total{');
});
