import { type Gate, openGate } from './gate';
import { ask, cardOf, estate, expectDoneOnce, roomyWorld, type Trial } from './trial';
import type { World } from './world';

const MARK = 'said again: Slack did not confirm the first';
const machines = estate(12);

const machineAt = (index: number) => {
  const machine = machines[index];
  if (machine === undefined) throw new Error('there are no more machines');
  return machine;
};

describe('when Slack', () => {
  let world: World;
  let gate: Gate;
  let next = 0;
  const fresh = () => ask(world, machineAt(next++));
  beforeAll(async () => {
    world = await roomyWorld(machines);
    gate = await openGate(world.slack.apiUrl);
    await world.start();
  });
  afterAll(async () => {
    await world.stop();
    await gate.shut();
  });
  afterEach(() => {
    world.slack.heal();
    world.defender.progress = [{ afterMs: 50, status: 'Succeeded' }];
    expect(world.slack.violations).toEqual([]);
    expect(world.defender.violations).toEqual([]);
  });
  /** Has it approved, and waits until its Machine Action runs and is told. */
  const running = async (): Promise<Trial> => {
    world.defender.progress = 'manual';
    const trial = await fresh();
    await trial.approve();
    await trial.told('Pending');
    await trial.shows('Pending');
    return trial;
  };
  const finish = (trial: Trial) => world.defender.finish(trial.actions()[0]?.id ?? '', 'Succeeded');
  const callsTo = (channel: string) =>
    world.slack.calls.filter(({ method, args }) => method.startsWith('chat.') && args['channel'] === channel).length;

  test('limits messages, the card comes when it may, once and unmarked', async () => {
    world.slack.fail('chat.postMessage', { retryAfterSeconds: 2 });
    const before = Date.now();
    const trial = await fresh();
    expect(Date.now() - before).toBeGreaterThanOrEqual(2_000);
    expect(world.slack.plainText(trial.card)).not.toContain(MARK);
    await trial.approve();
    await expectDoneOnce(trial);
  });

  test('loses the answer to a card, a click on the card settles that it is there', async () => {
    world.slack.fail('chat.postMessage', 'reset-after');
    const trial = await fresh();
    await world.bot().logged('post.unknown');
    await trial.approve();
    await expectDoneOnce(trial);
    expect(cardOf(world, machineAt(next - 1), trial.card.channel)?.ts).toBe(trial.card.ts);
  });

  test('does not let a form open in time, a button opens it, with the words', async () => {
    const { slack, rosa } = world;
    slack.fail('views.open', { error: 'expired_trigger_id' });
    await rosa.command('C0TRIAL0', `/defender scan ${machineAt(next++).id} full`);
    await world.whispered(rosa, 'did not let the form open in time', 'Open the form');
    const whisper = slack.ephemerals({ user: rosa.id }).at(-1);
    if (whisper === undefined) throw new Error('nothing was whispered');
    await rosa.click(whisper, 'Open the form');
    await rosa.submit(await rosa.nextView(), { Comment: 'seen beaconing' });
    await slack.until(() =>
      slack
        .channel('C0TRIAL0')
        .messages()
        .find((message) => /Scan: full[\s\S]*seen beaconing/i.test(slack.plainText(message))),
    );
  });

  test.each([
    ['archives the channel', (channel: string) => world.slack.changeChannel(channel, { isArchived: true })],
    ['has the bot removed from the channel', (channel: string) => world.slack.kick(channel, 'U0TWOKEY')],
  ])('%s after the approval, the request goes on, and a handful of calls is made there', async (_, damage) => {
    const trial = await running();
    const { channel } = trial.card;
    damage(channel);
    const before = callsTo(channel);
    finish(trial);
    await world.slack.until(() => callsTo(channel) > before);
    world.defender.progress = [{ afterMs: 50, status: 'Succeeded' }];
    const other = await fresh();
    await other.approve();
    await expectDoneOnce(other);
    expect(trial.actions().map(({ status }) => status)).toEqual(['Succeeded']);
    expect(callsTo(channel) - before).toBeLessThanOrEqual(4);
  });

  test('cannot be reached while a Machine Action runs, everything is told in order once it can', async () => {
    await world.bot().end('SIGTERM');
    await world.start({ SLACK_API_URL: gate.url });
    const trial = await running();
    await gate.shut();
    world.defender.advance(trial.actions()[0]?.id ?? '', 'InProgress');
    await world.bot().logged('post.rejected');
    finish(trial);
    await gate.open();
    expect(await expectDoneOnce(trial)).toMatch(/Pending[\s\S]*InProgress[\s\S]*Succeeded/);
    expect(trial.thread()).not.toContain(MARK);
  });
});

describe('when Slack’s answer to a note is lost', () => {
  const LOST = ['http-500', 'reset-before', 'reset-after', 'hang'] as const;
  let world: World;
  beforeAll(async () => {
    world = await roomyWorld(machines);
    await world.start();
  });
  afterAll(() => world.stop());

  test(`(${LOST.join(', ')}), it is said again, marked, and the run has gone on meanwhile`, async () => {
    const trials = await Promise.all(LOST.map((_, index) => ask(world, machineAt(index))));
    for (const fault of LOST) world.slack.fail('chat.postMessage', fault);
    await Promise.all(trials.map((trial) => trial.approve()));
    await world.defender.until(() => trials.every((trial) => trial.actions()[0]?.status === 'Succeeded'));
    for (const trial of trials) {
      await expectDoneOnce(trial);
      await trial.told(MARK);
    }
    expect(world.slack.violations).toEqual([]);
  }, 80_000);
});
