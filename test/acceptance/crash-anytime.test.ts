import type { MachineRecord } from '../../simulator/defender/machine-record';
import type { Message } from '../../simulator/slack/workspace/messages';
import { expectWhole } from './audit-cli';
import { estate, roomyWorld } from './trial';
import type { World } from './world';

const KILLS = 8;
const APPROVED = 6;
/** Never approved. */
const LEFT = 2;
/** How many calls the simulators see at most between two deaths. */
const MOST_CALLS = 16;

const seed = Number(process.env['TWOKEY_SEED'] ?? Date.now() % 1_000_000);

/** Numbers from 0 to 1 that a seed repeats. */
const chance = (start: number) => {
  let state = start;
  return (): number => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
};

describe(`while the process dies ${KILLS} times at random moments (TWOKEY_SEED=${seed})`, () => {
  const machines = estate(APPROVED + LEFT);
  let world: World;
  let ready: Promise<unknown> = Promise.resolve();
  const recoveries: number[] = [];
  beforeAll(async () => {
    world = await roomyWorld(machines);
    await world.start();
  });
  afterAll(() => world.stop());

  const calls = () => world.slack.calls.length + world.defender.log.length;
  const channelOf = ({ id }: MachineRecord) => `C0TRIAL${Number(id.slice(0, 2)) % 5}`;
  const cardsOf = (machine: MachineRecord): readonly Message[] =>
    world.slack
      .channel(channelOf(machine))
      .messages()
      .filter((message) => world.slack.plainText(message).includes(machine.computerDnsName));
  const actionsOn = ({ id }: MachineRecord) => world.defender.actions().filter(({ machineId }) => machineId === id);

  /** What comes true in time, or nothing. */
  const soon = (look: () => unknown, timeoutMs: number) =>
    Promise.race([world.slack.until(look, { timeoutMs }), world.defender.until(look, { timeoutMs })]).catch(
      () => undefined,
    );

  /** A person who types the command again until the card is there. */
  const ask = async (machine: MachineRecord): Promise<void> => {
    while (cardsOf(machine).length === 0) {
      await ready;
      await world.rosa.command(channelOf(machine), `/defender restrict ${machine.id} seen beaconing`);
      await soon(() => cardsOf(machine).length > 0, 6_000);
    }
  };
  const isWaiting = (card: Message) =>
    world.slack.plainText(world.slack.current(card)).includes('Waiting for approval');
  /** A person who clicks on whatever card there is until it no longer waits. */
  const approve = async (machine: MachineRecord): Promise<void> => {
    while (cardsOf(machine).every(isWaiting)) {
      await ready;
      for (const card of cardsOf(machine).filter(isWaiting)) await world.ida.click(card, 'Approve');
      await soon(() => !cardsOf(machine).every(isWaiting), 3_000);
    }
  };
  const dieAfter = async (count: number): Promise<void> => {
    const until = calls() + count;
    await soon(() => calls() >= until, 3_000);
    const died = world.bot().end('SIGKILL');
    ready = died.then(async () => {
      const startedAt = performance.now();
      await world.start();
      recoveries.push(performance.now() - startedAt);
    });
    expect(await died).toEqual({ code: null, signal: 'SIGKILL' });
    // Beside the next one, which is starting on what the dead one left.
    await expectWhole(world.folder);
    await ready;
  };

  test('every approved request makes exactly one Machine Action and is told; the others make none', async () => {
    const random = chance(seed);
    const approved = machines.slice(0, APPROVED);
    const all = Promise.all(machines.map((machine) => ask(machine)));
    const people = Promise.all([all, ...approved.map((machine) => ask(machine).then(() => approve(machine)))]);
    for (let kill = 0; kill < KILLS; kill += 1) await dieAfter(1 + Math.floor(random() * MOST_CALLS));
    await people;
    for (const machine of approved) {
      const isTold = () =>
        cardsOf(machine).some(
          (card) =>
            world.slack.plainText(world.slack.current(card)).includes('Succeeded') &&
            world.slack
              .channel(card.channel)
              .thread(card.ts)
              .some((note) => world.slack.plainText(note).includes('Succeeded')),
        );
      await world.slack.until(isTold, { timeoutMs: 40_000, what: `the outcome on ${machine.computerDnsName}` });
    }
    expect(approved.map((machine) => actionsOn(machine).map(({ status }) => status))).toEqual(
      approved.map(() => ['Succeeded']),
    );
    expect(machines.slice(APPROVED).map(actionsOn)).toEqual([[], []]);
    expect(world.slack.violations).toEqual([]);
    expect(world.defender.violations).toEqual([]);
    expect(Math.max(...recoveries)).toBeLessThan(5_000);
    process.stdout.write(`recoveries in ms: ${recoveries.map(Math.round).join(', ')}\n`);
  }, 120_000);
});
