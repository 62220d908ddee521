import { ask, estate, roomyWorld, type Trial } from './trial';
import type { World } from './world';

const WAVE = 25;
const LIMIT = { calls: 10, windowMs: 2_000 };

describe('within strict sliding windows', () => {
  let world: World;
  const machines = estate(WAVE);
  let trials: readonly Trial[];

  /** Asks for all machines under the strict limit. */
  const prepare = async (): Promise<void> => {
    world = await roomyWorld(machines, {
      defender: { rateLimits: [LIMIT] },
      env: { DEFENDER_RATE_LIMITS: `${LIMIT.calls}/${LIMIT.windowMs / 1_000}s`, TRACK_INTERVAL: '2s' },
    });
    await world.start();
    trials = await Promise.all(machines.map((machine) => ask(world, machine)));
  };
  afterEach(async () => {
    expect(world.defender.violations).toEqual([]);
    expect(world.defender.log.filter(({ status }) => status === 429)).toEqual([]);
    expect(world.slack.violations).toEqual([]);
    await world.stop();
  });

  /** Read from the threads: Slack's pace of edits lets some of so many cards follow only a minute later. */
  const expectEachDoneOnce = async (): Promise<void> => {
    for (const trial of trials) {
      await trial.told('Succeeded');
      expect(trial.actions().map(({ status }) => status)).toEqual(['Succeeded']);
    }
  };
  const posts = () => world.defender.log.filter(({ method }) => method === 'POST');

  test(`a wave of ${WAVE} is sent near the bound, and actions go ahead of reads`, async () => {
    await prepare();
    const before = world.defender.log.length;
    const startedAt = Date.now();
    await Promise.all(trials.map((trial) => trial.approve()));
    await world.defender.until(() => posts().length === WAVE, { timeoutMs: 30_000 });
    const elapsedMs = (posts().at(-1)?.at ?? 0) - startedAt;
    const reads = world.defender.log
      .slice(before)
      .filter(({ method, at }) => method === 'GET' && at <= startedAt + elapsedMs);
    const windows = Math.floor((WAVE + reads.length - 1) / LIMIT.calls);
    process.stdout.write(
      `a wave of ${WAVE}: ${elapsedMs} ms with ${reads.length} reads between; the windows alone ask for ${windows * LIMIT.windowMs} ms\n`,
    );
    expect(elapsedMs).toBeLessThan((windows + 2) * LIMIT.windowMs);
    // A fifth of each window, and what was under way when the wave began.
    const share = (Math.ceil(elapsedMs / LIMIT.windowMs) + 1) * (LIMIT.calls / 5);
    expect(reads.length).toBeLessThanOrEqual(share + 2);
    await expectEachDoneOnce();
  }, 90_000);

  test('a SIGKILL in the middle of a window does not overrun it', async () => {
    await prepare();
    await Promise.all(trials.map((trial) => trial.approve()));
    for (const count of [6, 14]) {
      await world.defender.until(() => posts().length >= count, { timeoutMs: 20_000 });
      expect(await world.bot().end('SIGKILL')).toEqual({ code: null, signal: 'SIGKILL' });
      await world.start();
    }
    await expectEachDoneOnce();
    expect(posts()).toHaveLength(WAVE);
  }, 90_000);
});
