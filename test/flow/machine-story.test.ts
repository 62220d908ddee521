import { createMachineStory, type MachineStory } from '../../src/flow/machine-story';
import { actionWith, HOUR, machineWith, present, T } from '../domain/builders';
import { away } from './fake-defender';
import { useWorld } from './world';

const here = useWorld();
const find = (name: string) => createMachineStory(here.world)(name);
const tell = async (name = 'web-01'): Promise<MachineStory> => {
  const found = await find(name);
  if (found.kind !== 'story') throw new Error(found.kind);
  return found.story;
};

it('a machine is told as Defender knows it, with what was asked for it, newest first, and what Defender has of it', async () => {
  const { world } = here;
  const first = await world.posted({ verb: 'scan' });
  await world.clock.move(1_000);
  const second = await world.posted({ verb: 'isolate' });
  world.defender.actionList = [actionWith({ id: 'ma-7', status: 'Succeeded' })];
  const story = await tell();
  expect(story.machine).toEqual(machineWith());
  expect(story.requests.map(({ request }) => request.id)).toEqual([second, first]);
  expect(story.defender).toMatchObject({ kind: 'read', actions: [{ id: 'ma-7' }] });
  expect(story.picture.held).toMatchObject([{ kind: 'isolation', machineName: 'web-01.contoso.com' }]);
  expect(story.unsettled).toEqual([]);
});

it('several records of one name are told apart, and nothing is picked', async () => {
  here.world.defender.machineList = [machineWith(), machineWith({ id: 'b'.repeat(40) })];
  expect(await find('web-01')).toMatchObject({ kind: 'several', candidates: [{}, {}] });
});

it('an unknown machine has near names', async () => {
  await here.world.machines.replace([machineWith()], T);
  expect(await find('web-02')).toEqual({ kind: 'unknown', near: ['web-01.contoso.com'] });
});

it('while Defender cannot be asked, a cached machine is told by our record alone', async () => {
  const { world } = here;
  const requestId = await world.posted();
  await world.machines.replace([machineWith(), machineWith({ id: 'b'.repeat(40), name: 'web-011.contoso.com' })], T);
  world.defender.readFault = away();
  const story = await tell('WEB-01');
  expect(story.requests.map(({ request }) => request.id)).toEqual([requestId]);
  expect(story.defender).toMatchObject({ kind: 'away', fault: { code: 'ECONNREFUSED' } });
});

it.each(['web-99', '10.0.0.1'])('while Defender cannot be asked, %s is not guessed at', async (name) => {
  await here.world.machines.replace([machineWith()], T);
  here.world.defender.readFault = away();
  await expect(find(name)).rejects.toMatchObject({ facts: { code: 'ECONNREFUSED' } });
});

it('of a machine whose actions alone cannot be read the rest is told', async () => {
  const { world } = here;
  const actionsOn = () => Promise.reject(away());
  const found = await createMachineStory({ ...world, defender: { ...world.defender, actionsOn } })('web-01');
  expect(found).toMatchObject({ kind: 'story', story: { defender: { kind: 'away' } } });
});

it('who has logged on is not looked up for a story', async () => {
  await tell();
  expect(here.world.defender.reads).not.toContain('loggedOnUsers');
  expect(present(here.world.defender.reads).length).toBeLessThan(4);
});

it('a machine is told with the containment that a request of ours ended in, long after', async () => {
  const { world } = here;
  world.defender.actionList = [
    actionWith({ type: 'RestrictCodeExecution', status: 'Succeeded', updatedAt: T - 900 * HOUR }),
  ];
  expect((await tell()).picture.held).toMatchObject([{ kind: 'restriction', since: T - 900 * HOUR }]);
});
