import type { Log } from '../../src/flow/ports';
import { createMetrics } from '../../src/host/metrics';

it('every logged event is counted by name and level, and still logged', async () => {
  const lines: unknown[] = [];
  const write =
    (level: string) =>
    (event: string, fields?: object): void => {
      lines.push([level, event, fields]);
    };
  const log: Log = { debug: write('debug'), info: write('info'), warn: write('warn'), error: write('error') };
  const metrics = createMetrics();
  const counting = metrics.counting(log);
  counting.info('request.opened', { requestId: 'R1' });
  counting.info('request.opened');
  counting.error('loop.failed');
  expect(lines).toEqual([
    ['info', 'request.opened', { requestId: 'R1' }],
    ['info', 'request.opened', undefined],
    ['error', 'loop.failed', undefined],
  ]);
  const { text, contentType } = await metrics.read();
  expect(contentType).toContain('text/plain');
  expect(text).toContain('twokey_events_total{event="request.opened",level="info"} 2');
  expect(text).toContain('twokey_events_total{event="loop.failed",level="error"} 1');
});

it('a gauge shows what is so when the metrics are read', async () => {
  const metrics = createMetrics();
  let refused = 0;
  metrics.gauge('twokey_policy_refused', 'Whether it was refused', () => refused);
  expect((await metrics.read()).text).toContain('twokey_policy_refused 0');
  refused = 1;
  expect((await metrics.read()).text).toContain('twokey_policy_refused 1');
});

it('a gauge that cannot be looked up is not a number, and hides no other', async () => {
  const metrics = createMetrics();
  metrics.gauge('twokey_sending_paused', 'Whether nothing is sent', async () => Promise.reject(new Error('x')));
  metrics.gauge('twokey_other', 'Another', async () => 7);
  expect((await metrics.read()).text).toMatch(/\ntwokey_sending_paused nan\n/i);
  expect((await metrics.read()).text).toContain('\ntwokey_other 7\n');
});
