import { ask, estate, expectDoneOnce, roomyWorld } from './trial';
import { POLICY, type World } from './world';

describe('one approved request', () => {
  let world: World;
  const machines = estate(8);
  let next = 0;
  const fresh = () => {
    const machine = machines[next++];
    if (machine === undefined) throw new Error('there are no more machines');
    return ask(world, machine);
  };
  beforeAll(async () => {
    const policy = POLICY.replace('send_within: 15m', 'send_within: 10s');
    world = await roomyWorld(machines, { policy });
    await world.start();
  });
  afterAll(() => world.stop());
  afterEach(() => {
    expect(world.slack.violations).toEqual([]);
    expect(world.defender.violations).toEqual([]);
  });

  test('waits out a 429 for as long as Defender asks, and is sent once', async () => {
    const trial = await fresh();
    world.defender.throttle({ retryAfterS: 2 });
    await trial.approve();
    await expectDoneOnce(trial);
    expect(world.defender.log.filter(({ status }) => status === 429)).toHaveLength(1);
    // Two reads leave at once: the second may be on its way when the first is answered.
    expect(world.defender.earlyCalls.filter(({ msEarly }) => msEarly < 1_800)).toEqual([]);
  });

  test('whose POST itself meets a 429 is told so, and sent once after the wait', async () => {
    const trial = await fresh();
    world.defender.fault({
      method: 'POST',
      path: /restrict/i,
      kind: 'custom',
      status: 429,
      headers: { 'Retry-After': '2' },
      body: { error: { code: 'TooManyRequests', message: 'Slow down' } },
    });
    await trial.approve();
    await trial.told('Not sent yet. Defender said: “Slow down”');
    await expectDoneOnce(trial);
    const posts = world.defender.log.filter(({ path, method }) => method === 'POST' && path.includes(trial.machineId));
    const refused = world.defender.log.findIndex(({ status }) => status === 429);
    expect(posts).toHaveLength(2);
    const [first, second] = posts;
    expect((second?.at ?? 0) - (first?.at ?? 0)).toBeGreaterThanOrEqual(2_000);
    expect(refused).toBeGreaterThanOrEqual(0);
  });

  test('is sent once with a new token when the old one is turned away', async () => {
    const trial = await fresh();
    world.defender.fault({ method: 'POST', path: /restrict/i, kind: 'custom', status: 401, body: '' });
    await trial.approve();
    const thread = await expectDoneOnce(trial);
    expect(thread).not.toContain('Not sent');
    world.entra.revokeTokens();
    const another = await fresh();
    await another.approve();
    await expectDoneOnce(another);
  });

  test('is followed to its end through every failure of reading', async () => {
    const trial = await fresh();
    world.defender.progress = 'manual';
    await trial.approve();
    await trial.told('Pending');
    const kinds = ['http-500-before', 'html', 'empty', 'half', 'reset-before'] as const;
    const faults = kinds.map((kind) =>
      world.defender.fault({ method: 'GET', path: /machineactions/i, kind, times: 2 }),
    );
    await world.defender.until(() => faults.every((fault) => fault.hits() === 2), { timeoutMs: 20_000 });
    const [action] = trial.actions();
    world.defender.finish(action?.id ?? '', 'Failed', { errorHResult: -2145844840 });
    await trial.told('Failed', '0x80190198');
    await trial.shows('Failed');
    expect(trial.actions()).toHaveLength(1);
    world.defender.progress = [{ afterMs: 50, status: 'Succeeded' }];
  }, 30_000);

  test('whose call hangs does not hold up a stop, and is settled after it', async () => {
    await world.bot().end('SIGTERM');
    await world.start({ DEFENDER_TIMEOUT: '30s' });
    const trial = await fresh();
    const held = world.defender.fault({ method: 'POST', path: new RegExp(trial.machineId), kind: 'hang-after' });
    await trial.approve();
    await world.defender.until(() => held.hits() > 0);
    const asked = performance.now();
    expect(await world.bot().end('SIGTERM')).toEqual({ code: 0, signal: null });
    expect(performance.now() - asked).toBeLessThan(10_000);
    await world.start();
    expect(await expectDoneOnce(trial)).toContain('found that the action had arrived');
  }, 40_000);

  test('that could not be sent in time is not sent late, and says that it needs approval again', async () => {
    const trial = await fresh();
    await world.defender.goAway();
    await trial.approve();
    await trial.told('Not sent:', 'it needs approval again', /“?\/defender restrict/);
    await trial.shows('Not sent:');
    await world.defender.comeBack();
    const after = await fresh();
    await after.approve();
    await expectDoneOnce(after);
    expect(trial.actions()).toEqual([]);
  }, 40_000);
});
