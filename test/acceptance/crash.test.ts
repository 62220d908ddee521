import { expectWhole } from './audit-cli';
import { buttonsOf } from './scenes';
import { ask, cardOf, estate, expectDoneOnce, roomyWorld, type Trial, trialOf } from './trial';
import type { World } from './world';

const MARK = 'said again: Slack did not confirm the first';

describe('after a SIGKILL', () => {
  let world: World;
  const machines = estate(12);
  let next = 0;
  const fresh = () => {
    const machine = machines[next++];
    if (machine === undefined) throw new Error('there are no more machines');
    return machine;
  };
  const channelOf = (trial: { readonly id: string }) => `C0TRIAL${Number(trial.id.slice(0, 2)) % 5}`;
  const command = (machine: (typeof machines)[number]) =>
    world.rosa.command(channelOf(machine), `/defender restrict ${machine.id} seen beaconing`);
  const cardsOf = (machine: (typeof machines)[number]) =>
    world.slack
      .channel(channelOf(machine))
      .messages()
      .filter((message) => world.slack.plainText(message).includes(machine.computerDnsName));

  beforeAll(async () => {
    world = await roomyWorld(machines);
    await world.start();
    await world.bot().logged('machines.refreshed');
  });
  afterAll(() => world.stop());
  afterEach(() => {
    expect(world.slack.violations).toEqual([]);
    expect(world.defender.violations).toEqual([]);
  });

  /** The process dies where it stands, every fault ends, and it is started again on the same store. */
  const dieAndRecover = async (whileAway: () => unknown = () => {}): Promise<void> => {
    expect(await world.bot().end('SIGKILL')).toEqual({ code: null, signal: 'SIGKILL' });
    world.slack.heal();
    world.defender.clearFaults();
    await expectWhole(world);
    await whileAway();
    const startedAt = performance.now();
    await world.start();
    expect(performance.now() - startedAt).toBeLessThan(5_000);
  };
  const readsHang = () => world.defender.fault({ method: 'GET', path: /\/machine/, kind: 'hang-before', times: 1_000 });
  const hangs = (method: string, fault: 'hang' | 'hang-after') => {
    const before = world.slack.calls.length;
    world.slack.fail(method, fault, 100);
    return () =>
      world.slack.until(() => world.slack.calls.slice(before).some(({ result }) => 'fault' in result), {
        timeoutMs: 10_000,
        what: `${method} to hang`,
      });
  };

  test('during the look-up, the command is taken up again and its card posted', async () => {
    const machine = fresh();
    const held = readsHang();
    expect((await command(machine)).status).toBe(200);
    await world.defender.until(() => held.hits() > 0);
    await dieAndRecover();
    const card = await world.slack.until(() => cardOf(world, machine, channelOf(machine)));
    const trial = trialOf(world, machine, card);
    await trial.approve();
    await expectDoneOnce(trial);
    expect(cardsOf(machine)).toHaveLength(1);
  });

  test('before the card was in the channel, it is posted, and marked because it may be the second', async () => {
    const machine = fresh();
    const hung = hangs('chat.postMessage', 'hang');
    await command(machine);
    await hung();
    await dieAndRecover();
    const card = await world.slack.until(() => cardOf(world, machine, channelOf(machine)), { timeoutMs: 10_000 });
    expect(world.slack.plainText(card)).toContain(MARK);
    const trial = trialOf(world, machine, card);
    await trial.approve();
    await expectDoneOnce(trial);
  });

  test('after the card was posted and its answer lost, a click on it proves it, and no second card comes', async () => {
    const machine = fresh();
    const hung = hangs('chat.postMessage', 'hang-after');
    await command(machine);
    await hung();
    await dieAndRecover();
    const [card] = cardsOf(machine);
    if (card === undefined) throw new Error('there is no card');
    const trial = trialOf(world, machine, card);
    await trial.approve();
    await expectDoneOnce(trial);
    expect(cardsOf(machine)).toHaveLength(1);
  });

  test('after the card was posted and its answer lost, a second card is marked, and the first leads to it', async () => {
    const machine = fresh();
    const hung = hangs('chat.postMessage', 'hang-after');
    await command(machine);
    await hung();
    await dieAndRecover();
    const second = await world.slack.until(() => cardsOf(machine)[1], { timeoutMs: 10_000 });
    expect(world.slack.plainText(second)).toContain(MARK);
    const [first] = cardsOf(machine);
    if (first === undefined) throw new Error('there is no first card');
    const trial = trialOf(world, machine, second);
    await trial.approve();
    await expectDoneOnce(trial);
    await world.ida.click(first, 'Approve');
    await world.whispered(world.ida, 'Go to the card');
    expect(trial.actions()).toHaveLength(1);
    // From then on the first one says so itself, and nobody is led astray again.
    await world.shows(first, 'Only a copy');
    expect(buttonsOf(world, first)).toEqual([]);
  });

  test('between approval and dispatch, it is sent once', async () => {
    const trial = await ask(world, fresh());
    const held = readsHang();
    await trial.approve();
    await world.defender.until(() => held.hits() > 0);
    await dieAndRecover();
    await expectDoneOnce(trial);
  });

  test.each([
    [
      'hang-before',
      'before Defender acts on it, it is sent again once that is known',
      'Attempt 1 did not reach Defender',
    ],
    ['hang-after', 'after Defender acted on it, it is found and not sent again', 'Twokey recovered after a restart'],
  ] as const)(
    'with the call under way (%s), %s',
    async (kind, _what, told) => {
      const trial = await ask(world, fresh());
      const held = world.defender.fault({ method: 'POST', path: new RegExp(trial.machineId), kind });
      await trial.approve();
      await world.defender.until(() => held.hits() > 0);
      await dieAndRecover();
      expect(await expectDoneOnce(trial)).toContain(told);
    },
    30_000,
  );

  describe('while a Machine Action runs', () => {
    let trial: Trial;
    beforeEach(async () => {
      world.defender.progress = 'manual';
      trial = await ask(world, fresh());
      await trial.approve();
      await trial.told('Pending');
    });
    afterEach(() => {
      world.defender.progress = [{ afterMs: 50, status: 'Succeeded' }];
    });
    const finish = () => world.defender.finish(trial.actions()[0]?.id ?? '', 'Succeeded');

    test('its end is told, though it came while nobody looked', async () => {
      await dieAndRecover(finish);
      await expectDoneOnce(trial);
    });

    test('and before its end was told, it is told, and marked because it may be the second', async () => {
      const hung = hangs('chat.postMessage', 'hang');
      finish();
      await hung();
      await dieAndRecover();
      expect(await expectDoneOnce(trial)).toMatch(new RegExp(`Succeeded after .*${MARK}`));
    });

    test('and after its end was told and the answer lost, it is told again, marked', async () => {
      const hung = hangs('chat.postMessage', 'hang-after');
      finish();
      await hung();
      await dieAndRecover();
      await trial.told(MARK);
      expect((await expectDoneOnce(trial)).match(/Succeeded after/g)).toHaveLength(2);
    });
  });

  test('before a form opened, the person gets a button that opens it, with the words', async () => {
    const { slack, rosa } = world;
    const machine = fresh();
    const hung = hangs('views.open', 'hang');
    await rosa.command(channelOf(machine), `/defender restrict ${machine.id}`);
    await hung();
    await dieAndRecover();
    await world.whispered(rosa, 'was restarted before it could open the form', 'Open the form');
    const whisper = slack.ephemerals({ user: rosa.id }).at(-1);
    if (whisper === undefined) throw new Error('nothing was whispered');
    await rosa.click(whisper, 'Open the form');
    const view = await rosa.nextView();
    await rosa.submit(view, { Comment: 'seen beaconing' });
    const card = await slack.until(() => cardOf(world, machine, channelOf(machine)));
    await slack.until(() => slack.plainText(card).includes('seen beaconing'));
    expect(world.defender.actions().filter(({ machineId }) => machineId === machine.id)).toEqual([]);
  });
});
