import { ask, estate, expectDoneOnce, roomyWorld, type Trial } from './trial';
import { POLICY, type World } from './world';

describe('an action that Defender does not show at once', () => {
  let world: World;
  const machines = estate(8);
  let next = 0;
  const fresh = (): Promise<Trial> => {
    const machine = machines[next++];
    if (machine === undefined) throw new Error('there are no more machines');
    return ask(world, machine);
  };
  const start = async (sendWithin: string): Promise<void> => {
    const policy = POLICY.replace('send_within: 15m', `send_within: ${sendWithin}`);
    world = await roomyWorld(machines, { policy });
    await world.start();
  };
  /** Defender carries the POST out and its answer is lost. */
  const loseAnswer = (trial: Trial) =>
    world.defender.fault({ method: 'POST', path: new RegExp(trial.machineId), kind: 'reset-after' });
  const idOf = (trial: Trial, index = 0): string => trial.actions()[index]?.id ?? 'none';
  afterEach(async () => {
    expect(world.slack.violations).toEqual([]);
    expect(world.defender.violations).toEqual([]);
    await world.stop();
  });

  test('is found when it shows late, and followed as the one', async () => {
    await start('15m');
    const trial = await fresh();
    loseAnswer(trial);
    world.defender.behaviour.newActions = 'hidden';
    world.defender.progress = 'manual';
    await trial.approve();
    await trial.told('Not known yet', 'Attempt 1 did not reach Defender', 'ActiveRequestAlreadyExists');
    expect(trial.actions()).toHaveLength(1);
    world.defender.reveal(idOf(trial));
    await trial.told('Sent to Defender: Machine Action', idOf(trial));
    world.defender.finish(idOf(trial), 'Succeeded');
    const thread = await expectDoneOnce(trial);
    expect(thread).not.toContain('started by');
  }, 40_000);

  test('and whose time to be sent is over is told as not known, and found when it shows after that', async () => {
    await start('4s');
    const trial = await fresh();
    loseAnswer(trial);
    world.defender.behaviour.newActions = 'hidden';
    await trial.approve();
    await trial.told('Not known whether it reached Defender', 'https://security.microsoft.com/machines/');
    await trial.shows('Not known:');
    world.defender.reveal(idOf(trial));
    await trial.told('found that the action had arrived', idOf(trial), 'Succeeded');
    await trial.shows('Succeeded');
    expect(trial.actions()).toHaveLength(1);
  }, 40_000);

  test('and that shows only when a second one runs is a twin: both are named, and the younger is cancelled', async () => {
    await start('15m');
    const trial = await fresh();
    loseAnswer(trial);
    world.defender.behaviour.newActions = 'hidden';
    world.defender.progress = (action) =>
      trial.actions()[0]?.id === action.id ? [{ afterMs: 50, status: 'Succeeded' }] : 'manual';
    await trial.approve();
    await trial.told('Attempt 1 did not reach Defender', 'Pending');
    world.defender.reveal(idOf(trial, 0));
    world.defender.reveal(idOf(trial, 1));
    await trial.told('Sent twice:', idOf(trial, 0), idOf(trial, 1), 'Cancelled');
    expect(trial.actions().map(({ status }) => status)).toEqual(['Succeeded', 'Cancelled']);
    await trial.shows('Succeeded');
  }, 40_000);

  test('because the call was held up until after a second one had ended, is a twin: cancelled, and told', async () => {
    await start('15m');
    const trial = await fresh();
    const held = world.defender.fault({ method: 'POST', path: new RegExp(trial.machineId), kind: 'hang-before' });
    world.defender.progress = (action) =>
      trial.actions()[0]?.id === action.id ? [{ afterMs: 50, status: 'Succeeded' }] : 'manual';
    await trial.approve();
    await trial.told('Attempt 1 did not reach Defender', 'Succeeded');
    await trial.shows('Succeeded');
    held.release();
    await world.defender.until(() => trial.actions().length === 2);
    await trial.told('Sent twice:', idOf(trial, 0), idOf(trial, 1), 'Cancelled');
    expect(trial.actions().map(({ status }) => status)).toEqual(['Succeeded', 'Cancelled']);
    const [younger] = trial.actions().slice(1);
    expect(younger?.cancellationComment).toContain('twin');
    await trial.shows('Succeeded');
  }, 60_000);

  test.each([-4, 4])(
    'is done once and told truly while the clocks differ by %i minutes',
    async (minutes) => {
      await start('15m');
      world.defender.behaviour.clockSkewMs = minutes * 60_000;
      world.defender.behaviour.machineInReply = 'null';
      const [plain, lost] = [await fresh(), await fresh()];
      loseAnswer(lost);
      await plain.approve();
      await lost.approve();
      for (const trial of [plain, lost]) {
        const thread = await expectDoneOnce(trial);
        expect(thread).not.toMatch(/after \d+ min/);
      }
    },
    40_000,
  );
});
