import { severalIn } from './several-world';
import { roomySeed } from './scenes';
import { estate, roomyWorld } from './trial';
import type { World } from './world';

describe('several machines and a SIGKILL', () => {
  let world: World;
  const machines = estate(24);
  let next = 0;
  let rooms = 0;
  const scene = (count: number) => {
    const own = machines.slice(next, next + count);
    next += count;
    return {
      ...severalIn(world, `C0ROOM${rooms++}`),
      own,
      list: own.map(({ computerDnsName }) => computerDnsName).join(','),
      actions: () => world.defender.actions().filter(({ machineId }) => own.some(({ id }) => id === machineId)),
    };
  };

  beforeAll(async () => {
    world = await roomyWorld(machines, { slack: { seed: roomySeed, rateLimits: 'off' } });
    await world.start();
  });
  afterAll(() => world.stop());

  test('in the middle of the wave, with answers lost and machines not named, each is done once and it is summed up once', async () => {
    const here = scene(8);
    // Listed, and not yet saying on which machine: only the mark can tell one from the other.
    world.defender.behaviour.machineInReply = 'null';
    world.defender.behaviour.machineInLists = 'null';
    world.defender.progress = 'manual';
    const card = await here.ask(`restrict ${here.list} seen beaconing`);
    const lost = world.defender.fault({ method: 'POST', path: /restrictCodeExecution/, kind: 'hang-after', times: 8 });
    await world.ida.click(card, 'Approve');
    await world.defender.until(() => lost.hits() >= 5);
    expect(await world.bot().end('SIGKILL')).toEqual({ code: null, signal: 'SIGKILL' });
    const before = world.defender
      .actions()
      .filter(({ requestorComment }) => requestorComment?.includes('seen beaconing'));
    expect(before.length).toBeGreaterThanOrEqual(5);
    world.defender.clearFaults();
    await world.start();
    await here.progressed(card, '8 running');
    for (const action of world.defender.actions().filter(({ status }) => status === 'Pending')) {
      world.defender.finish(action.id, 'Succeeded');
    }
    expect(await here.summary(card)).toContain('All 8 machines have come to their end: 8 succeeded.');
    const made = world.defender
      .actions()
      .filter(({ requestorComment }) => requestorComment?.includes('seen beaconing'));
    const marks = made.map(
      ({ requestorComment }) => /^\[twokey [0-9A-Z]{8}\/\d+ ([0-9a-f]{40})\]/.exec(requestorComment ?? '')?.[1],
    );
    expect(marks.toSorted()).toEqual(here.own.map(({ id }) => id).toSorted());
    // Each line names the Machine Action that was made for that machine.
    const progress = await here.progressed(card, '8 succeeded');
    for (const { id, requestorComment } of made) {
      const machine = here.own.find((one) => requestorComment?.includes(one.id));
      expect(progress).toContain(`${machine?.computerDnsName}: Succeeded, Machine Action ${id}`);
    }
    world.defender.behaviour.machineInReply = 'named';
    world.defender.behaviour.machineInLists = 'named';
  }, 90_000);

  test('when the last of them ends, it is summed up once, and the message of progress is drawn to its end', async () => {
    const here = scene(3);
    world.defender.progress = 'manual';
    const card = await here.ask(`restrict ${here.list} at the end`);
    await world.ida.click(card, 'Approve');
    await here.progressed(card, '3 running');
    for (const { id } of here.actions()) world.defender.finish(id, 'Succeeded');
    await world.bot().logged('request.summarized');
    expect(await world.bot().end('SIGKILL')).toEqual({ code: null, signal: 'SIGKILL' });
    await world.start();
    await here.summary(card);
    await here.progressed(card, '3 succeeded');
    await world.shows(card, '3 succeeded');
    // Said again only where Slack's answer was lost, and then marked as that.
    const unmarked = here.summaries(card).filter((text) => !text.includes('said again'));
    expect(unmarked.length).toBeLessThanOrEqual(1);
    expect(here.progress(card).filter((text) => !text.includes('said again'))).toHaveLength(1);
  }, 90_000);
});
