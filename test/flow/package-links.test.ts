import { Fault } from '../../src/domain/fault';
import { createAttempts } from '../../src/flow/attempts';
import { createOpenCard } from '../../src/flow/open-card';
import { createPackageLinks } from '../../src/flow/package-links';
import { createRefusedClicks } from '../../src/flow/refused-clicks';
import { alice, faultWith, machineWith, MINUTE } from '../domain/builders';
import { recordIn } from '../record';
import { useWorld, type World } from './world';

const here = useWorld();

const packageLinksOf = (world: World) => {
  const refusedClicks = createRefusedClicks({ attempts: createAttempts(world), log: world.log });
  return createPackageLinks({ ...world, refusedClicks, openCard: createOpenCard(world) });
};

/** Collected on three machines; what comes of a click by the requestor on Get the package. */
const collected = async (world: World) => {
  const machines = ['web-01', 'web-02', 'web-03'];
  world.defender.machineList = machines.map((name, index) => machineWith({ id: `${index}`.repeat(40), name }));
  const requestId = await world.approved({ verb: 'collect', machines });
  const dispatch = world.dispatch();
  dispatch.wake();
  await world.clock.settle();
  await dispatch.stop();
  world.defender.actionList = world.defender.actionList.map((one) => ({ ...one, status: 'Succeeded' }));
  const track = world.track();
  track.wake();
  await world.clock.settle();
  await track.stop();
  const packageLinks = packageLinksOf(world);
  return async (delivery?: string) => {
    const again = delivery === undefined ? {} : { delivery };
    const given = await packageLinks(await world.clickBy(alice, requestId, again));
    return given.kind === 'links' ? given.links.map(({ machine }) => machine) : given;
  };
};

it('two links are given at once, and then those that were not given yet', async () => {
  const click = await collected(here.world);
  expect(await click()).toEqual(['web-01', 'web-02']);
  await here.world.clock.move(MINUTE);
  expect(await click()).toEqual(['web-03', 'web-01']);
});

it('packages that Defender does not have do not keep the others away', async () => {
  const { world } = here;
  const click = await collected(world);
  world.defender.packageAnswers.push({ kind: 'absent' }, { kind: 'absent' });
  expect(await click()).toMatchObject({ kind: 'refused', refusal: { code: 'package-not-there' } });
  await world.clock.move(MINUTE);
  expect(await click()).toEqual(['web-03', 'web-01']);
});

it('a link is handed on, and is on record, where the next one cannot be had', async () => {
  const { world } = here;
  const click = await collected(world);
  world.defender.packageAnswers.push({ kind: 'link', url: 'https://packages.example/1' }, new Fault(faultWith()));
  expect(await click()).toEqual(['web-01']);
  expect(recordIn(world.path).filter(({ kind }) => kind === 'package-link')).toHaveLength(1);
  expect(JSON.stringify([recordIn(world.path), world.lines])).not.toContain('packages.example');
});

it('a fault without any link is passed on', async () => {
  const { world } = here;
  const click = await collected(world);
  world.defender.packageAnswers.push(new Fault(faultWith()));
  await expect(click()).rejects.toThrow(Fault);
});

it('a click to which links were given before a restart asks for no other, and its person is told to press again', async () => {
  const { world } = here;
  const click = await collected(world);
  const delivery = await world.deliver();
  expect(await click(delivery)).toEqual(['web-01', 'web-02']);
  await world.clock.move(MINUTE);
  expect(await click(delivery)).toMatchObject({ kind: 'refused', refusal: { code: 'package-answered' } });
  expect(recordIn(world.path).filter(({ kind }) => kind === 'package-link')).toHaveLength(2);
  expect(await click()).toEqual(['web-03', 'web-01']);
});
