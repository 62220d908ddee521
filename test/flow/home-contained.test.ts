import type { MachineAction } from '../../src/domain/machine-action';
import { actionWith, MINUTE, SECOND } from '../domain/builders';
import { createContained, type ContainmentList } from '../../src/flow/contained';
import { createHomeContained } from '../../src/flow/home-contained';
import { away } from './fake-defender';
import { MACHINE_ID, useWorld, type World } from './world';

const here = useWorld();

const containedOf = () => {
  const { world } = here;
  const reads: number[] = [];
  const changes: number[] = [];
  const contained = createContained(world);
  const list = (): Promise<ContainmentList> => {
    reads.push(world.clock.now());
    return contained.list();
  };
  const changed = (): void => {
    changes.push(world.clock.now());
  };
  const kept = createHomeContained({ ...world, contained: { ...contained, list }, changed });
  let openedAt = world.clock.now();
  return {
    reads,
    changes,
    ...kept,
    opened: () => {
      openedAt = world.clock.now();
    },
    /** As Home does while somebody has it open. */
    followFor: async (ms: number): Promise<void> => {
      const end = world.clock.now() + ms;
      for (;;) {
        kept.keepUp(openedAt);
        await world.clock.settle();
        if (world.clock.now() >= end) return;
        await world.clock.move(2 * SECOND);
      }
    },
  };
};

const isolated = async (world: World): Promise<void> => {
  await world.approved();
  const dispatching = world.dispatch();
  dispatching.wake();
  await world.clock.settle();
  await dispatching.stop();
};

const succeeded = async (world: World): Promise<void> => {
  world.defender.actionList = world.defender.actionList.map((one) => ({ ...one, status: 'Succeeded' }));
  const tracking = world.track();
  tracking.wake();
  await world.clock.move(6 * SECOND);
  await tracking.stop();
};

const portal = (facts: Partial<MachineAction>) =>
  actionWith({ id: 'ma-portal', machineId: MACHINE_ID, requestor: 'eve@contoso.com', status: 'Succeeded', ...facts });

describe('what is contained, for Home', () => {
  it('is read from Defender for nobody', async () => {
    const { reads, read } = containedOf();
    await here.world.clock.move(MINUTE);
    expect(reads).toEqual([]);
    expect(await read()).toMatchObject({ held: [], list: { kind: 'reading' } });
  });

  it('is read from Defender when somebody opens Home, and every ten minutes while they have it open', async () => {
    const { reads, read, followFor } = containedOf();
    const at = here.world.clock.now();
    await followFor(MINUTE);
    expect(reads).toEqual([at]);
    expect(await read()).toMatchObject({ held: [], list: { kind: 'read', at } });
    await followFor(10 * MINUTE);
    expect(reads).toHaveLength(2);
  });

  it('is read again within a minute for somebody who opens Home again, however often they do', async () => {
    const { reads, opened, followFor } = containedOf();
    await followFor(10 * SECOND);
    for (let times = 0; times < 30; times += 1) {
      opened();
      await followFor(4 * SECOND);
    }
    expect(reads).toHaveLength(3);
  });

  it('costs Defender no read for what Twokey does, which shows as soon as it is stored', async () => {
    const { world } = here;
    await isolated(world);
    const { reads, read, followFor } = containedOf();
    await followFor(SECOND);
    expect(await read()).toMatchObject({ held: [] });
    await succeeded(world);
    expect(await read()).toMatchObject({ held: [{ machineName: 'web-01.contoso.com' }], list: { kind: 'read' } });
    await followFor(MINUTE);
    expect(reads).toHaveLength(1);
  });

  it('follows what others do, and says when the list is news', async () => {
    const { world } = here;
    const { changes, read, followFor } = containedOf();
    await followFor(MINUTE);
    expect(changes).toHaveLength(1);
    await followFor(10 * MINUTE);
    expect(changes).toHaveLength(1);
    world.defender.actionList.push(portal({ type: 'RestrictCodeExecution' }));
    await followFor(10 * MINUTE);
    expect(changes).toHaveLength(2);
    expect(await read()).toMatchObject({ held: [{ kind: 'restriction', ours: null }] });
  });

  it('is our part alone where Defender cannot be asked, until it can', async () => {
    const { world } = here;
    const { reads, read, followFor } = containedOf();
    world.defender.readFault = away();
    await followFor(SECOND);
    expect(await read()).toMatchObject({ held: [], list: { kind: 'away' } });
    world.defender.readFault = null;
    await followFor(MINUTE);
    expect(reads).toHaveLength(2);
    expect(await read()).toMatchObject({ list: { kind: 'read' } });
  });

  it('is told as of when Defender said it while Defender cannot be asked any more, and not for long', async () => {
    const { world } = here;
    const at = world.clock.now();
    world.defender.actionList.push(portal({ type: 'RestrictCodeExecution' }));
    const { read, followFor } = containedOf();
    await followFor(SECOND);
    world.defender.readFault = away();
    await followFor(15 * MINUTE);
    expect(await read()).toMatchObject({ held: [{ kind: 'restriction' }], list: { kind: 'read', at } });
    await followFor(10 * MINUTE);
    expect(await read()).toMatchObject({ held: [], list: { kind: 'away' } });
  });

  it('is our part alone once nobody keeps Defender’s up to date', async () => {
    const { read, followFor } = containedOf();
    await followFor(MINUTE);
    await here.world.clock.move(20 * MINUTE + SECOND);
    expect(await read()).toMatchObject({ held: [], list: { kind: 'reading' } });
  });
});
