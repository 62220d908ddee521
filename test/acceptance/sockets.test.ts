import { ask, estate, expectDoneOnce, roomyWorld } from './trial';
import type { World } from './world';

describe('over Socket Mode', () => {
  let world: World;
  const machines = estate(10);
  let next = 0;
  beforeAll(async () => {
    world = await roomyWorld(machines, { transport: 'socket' });
  });
  afterAll(() => world.stop());
  // A process of its own for each: one that sees its connections end early again and again waits before it opens others.
  beforeEach(() => world.start());
  afterEach(async () => {
    expect(await world.slack.until(() => world.slack.openSockets() === 2, { timeoutMs: 20_000 })).toBe(true);
    expect(world.slack.violations).toEqual([]);
    expect(await world.bot().end('SIGTERM')).toEqual({ code: 0, signal: null });
  });
  /** A whole request, whose every delivery arrives. */
  const works = async (): Promise<void> => {
    const machine = machines[next++];
    if (machine === undefined) throw new Error('there are no more machines');
    const trial = await ask(world, machine);
    await trial.approve();
    await expectDoneOnce(trial);
  };
  const help = () => world.rosa.command('C0TRIAL0', '/defender help');
  /** How long nobody listens, in milliseconds. */
  const gapAfter = async (damage: () => void): Promise<number> => {
    const startedAt = performance.now();
    damage();
    await world.slack.until(() => world.slack.openSockets() === 0);
    await world.slack.until(() => world.slack.openSockets() > 0, { timeoutMs: 20_000 });
    return Math.round(performance.now() - startedAt);
  };

  test('the refresh of one connection leaves no gap', async () => {
    world.slack.refreshSockets({ which: 'one', closeAfterMs: 300 });
    expect(await help()).toMatchObject({ status: 200 });
    await works();
  });

  test('the refresh of all connections leaves a gap of well under a second', async () => {
    const gap = await gapAfter(() => world.slack.refreshSockets({ which: 'all', closeAfterMs: 300 }));
    process.stdout.write(`gap at a refresh of all connections: ${gap} ms\n`);
    expect(gap).toBeLessThan(1_000);
    const asked = await help();
    expect(asked).toMatchObject({ status: 200 });
    expect(asked.ms).toBeLessThan(3_000);
    await works();
  });

  test('a command that was stored when its connection was cut is carried out', async () => {
    const machine = machines[next++];
    if (machine === undefined) throw new Error('there are no more machines');
    const trial = await ask(world, machine);
    const clicked = trial.approve();
    world.slack.dropSockets();
    await clicked;
    await world.slack.until(() => world.slack.openSockets() > 0, { timeoutMs: 20_000 });
    if (trial.actions().length === 0) await trial.approve();
    await expectDoneOnce(trial);
  });

  test('all connections cut at once are replaced', async () => {
    const gap = await gapAfter(() => world.slack.dropSockets());
    process.stdout.write(`gap after all connections were cut: ${gap} ms\n`);
    expect(gap).toBeLessThan(2_000);
    await works();
  });

  test.each(['429', 'http-503', 'reset-before', 'reset-after'] as const)(
    'the process lives while new connections fail with %s, and listens as soon as one does not',
    async (fault) => {
      const { pid } = world.bot();
      world.slack.fail('apps.connections.open', fault, 3);
      const gap = await gapAfter(() => world.slack.dropSockets());
      process.stdout.write(`gap after three times ${fault}: ${gap} ms\n`);
      await works();
      expect(world.bot().pid).toBe(pid);
      // Slack's library calls a cut connection an error.
      const errors = world.bot().lines.filter(({ level, event }) => level === 'error' && event !== 'slack.library');
      expect(errors).toEqual([]);
    },
    40_000,
  );
});
