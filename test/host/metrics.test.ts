import { createMetrics } from '../../src/host/metrics';
import { type Metric, metricCatalogue } from '../../src/host/metric-catalogue';

const read = async (metrics: ReturnType<typeof createMetrics>) => (await metrics.read()).text;

it('a gauge shows what is so when the metrics are read', async () => {
  const metrics = createMetrics();
  let refused = 0;
  metrics.gauge('twokey_policy_refused', () => refused);
  expect(await read(metrics)).toContain('\ntwokey_policy_refused 0\n');
  refused = 1;
  expect(await read(metrics)).toContain('\ntwokey_policy_refused 1\n');
});

it('a gauge with labels shows what there is now, and not what there was', async () => {
  const metrics = createMetrics();
  let windows = ['60s', '3600s'];
  metrics.gauge('twokey_defender_budget_used_calls', () =>
    windows.map((window, index) => ({ labels: { window }, value: index })),
  );
  expect(await read(metrics)).toContain('twokey_defender_budget_used_calls{window="3600s"} 1');
  windows = ['60s'];
  expect(await read(metrics)).not.toContain('3600s');
});

it('a gauge that cannot be looked up is not a number, and hides no other', async () => {
  const metrics = createMetrics();
  metrics.gauge('twokey_sending_paused', async () => Promise.reject(new Error('x')));
  metrics.gauge('twokey_requests', async () => Promise.reject(new Error('x')));
  metrics.gauge('twokey_posts_waiting', async () => 7);
  const text = await read(metrics);
  expect(text).toMatch(/\ntwokey_sending_paused nan\n/i);
  expect(text).toMatch(/\ntwokey_requests\{state="running"\} nan\n/i);
  expect(text).toContain('\ntwokey_posts_waiting 7\n');
});

it('what is rare shows from the start, so that its first time is an increase', async () => {
  const text = await read(createMetrics());
  expect(text).toContain('twokey_twins_total{what="found"} 0');
  expect(text).toContain('twokey_runs_total{outcome="unsettled"} 0');
  expect(text).toContain('twokey_ack_duration_seconds_count{transport="socket"} 0');
});

it('a duration is told in seconds', async () => {
  const metrics = createMetrics();
  metrics.observe('twokey_ack_duration_seconds', { transport: 'http' }, 12);
  expect(await read(metrics)).toContain('twokey_ack_duration_seconds_sum{transport="http"} 0.012');
});

it('a label of which there are too many values is told as other', async () => {
  const metrics = createMetrics();
  for (let code = 0; code < 150; code += 1) {
    metrics.count('twokey_system_faults_total', { system: 'entra', code: `AADSTS${code}` });
  }
  metrics.count('twokey_system_faults_total', { system: 'entra', code: 'AADSTS1' });
  const text = await read(metrics);
  expect(text).toContain('twokey_system_faults_total{system="entra",code="other"} 50');
  expect(text).toContain('twokey_system_faults_total{system="entra",code="AADSTS1"} 2');
});

describe('by Prometheus’ conventions', () => {
  it.each(Object.entries<Metric>(metricCatalogue))('%s has a name that says its type and unit', (name, metric) => {
    expect(name).toMatch(/^twokey_[a-z_]+$/);
    expect(name.endsWith('_total')).toBe(metric.type === 'counter');
    if (metric.type === 'histogram') expect(name).toMatch(/_seconds$/);
    expect(metric.help).toMatch(/^[A-Z0-9].*[^.]$/);
  });
});
