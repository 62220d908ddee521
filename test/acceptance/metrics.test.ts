import { type Metric, metricCatalogue } from '../../src/host/metric-catalogue';
import { ask, estate, expectDoneOnce, roomyWorld } from './trial';
import type { Transport, World } from './world';

describe.each<Transport>(['http', 'socket'])('the metrics of a Twokey over %s', (transport) => {
  let world: World;
  const machines = estate(1);
  let text = '';
  beforeAll(async () => {
    world = await roomyWorld(machines, { transport });
    await world.start();
    const [machine] = machines;
    if (machine === undefined) throw new Error('there is no machine');
    const trial = await ask(world, machine);
    await trial.approve();
    await expectDoneOnce(trial);
    const answer = await fetch(`${world.healthUrl}/metrics`);
    text = await answer.text();
  });
  afterAll(() => world.stop());

  test.each(Object.entries<Metric>(metricCatalogue))('have %s', (name, { type }) => {
    expect(text).toContain(`\n# TYPE ${name} ${type}\n`);
  });

  test('tell what happened', () => {
    for (const line of [
      'twokey_requests_total{outcome="opened"} 1',
      'twokey_requests_total{outcome="approved"} 1',
      'twokey_runs_total{outcome="succeeded"} 1',
      'twokey_requests{state="pending"} 0',
      'twokey_requests{state="running"} 0',
      'twokey_dispatch_duration_seconds_count 1',
      'twokey_system_up{system="slack"} 1',
      'twokey_system_up{system="entra"} 1',
      'twokey_system_up{system="defender"} 1',
      'twokey_defender_budget_limit_calls{window="60s"} 5000',
      'twokey_defender_silence_seconds 0',
      'twokey_sending_paused 0',
    ]) {
      expect(text).toContain(`\n${line}\n`);
    }
    expect(text).toMatch(new RegExp(`twokey_ack_duration_seconds_count\\{transport="${transport}"\\} [2-9]`));
    expect(text).toMatch(/twokey_defender_call_duration_seconds_count\{method="POST",answer="2xx"\} 1/);
    expect(text).toMatch(/twokey_defender_budget_used_calls\{window="60s"\} [1-9]/);
    expect(text).not.toContain('beaconing');
    expect(text).not.toContain('srv-00');
  });
});
