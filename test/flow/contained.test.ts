import { createContained } from '../../src/flow/contained';
import { actionWith, DAY, HOUR, machineWith, T } from '../domain/builders';
import { away } from './fake-defender';
import { MACHINE_ID, useWorld } from './world';

const here = useWorld();
const contained = () => createContained(here.world).now();
const OTHER = 'b'.repeat(40);

/** Has a request carried out to its end. */
const done = async (verb: 'isolate' | 'release' | 'restrict' = 'isolate', status = 'Succeeded'): Promise<string> => {
  const { world } = here;
  const requestId = await world.approved({ verb });
  const dispatching = world.dispatch();
  dispatching.wake();
  await world.clock.settle();
  await dispatching.stop();
  const { machineActionId } = await world.runOf(requestId);
  world.defender.actionList = world.defender.actionList.map((one) =>
    one.id === machineActionId ? { ...one, status, updatedAt: world.clock.now() } : one,
  );
  const tracking = world.track();
  await world.clock.move(6_000);
  tracking.wake();
  await world.clock.settle();
  await tracking.stop();
  return requestId;
};

it('what Twokey and what somebody else did are told together, each with its source', async () => {
  const { world } = here;
  const requestId = await done();
  const portal = { id: 'ma-x', machineId: OTHER, requestor: 'eve@contoso.com', comment: 'by hand' };
  world.defender.actionList.push(actionWith({ ...portal, type: 'RestrictCodeExecution', status: 'Succeeded' }));
  await world.machines.replace([machineWith({ id: OTHER, name: 'db-01' })], T);
  const now = await contained();
  expect(now.held).toMatchObject([
    { machineName: 'web-01.contoso.com', kind: 'isolation', ours: { dossier: { request: { id: requestId } } } },
    { machineName: 'db-01', kind: 'restriction', ours: null, action: { requestor: 'eve@contoso.com' } },
  ]);
  expect(now.defender.kind).toBe('read');
  expect(now).toMatchObject({ lifted: [], unsettled: [] });
});

it('one list read answers, back to the hour half a year ago', async () => {
  const { world } = here;
  world.defender.reads.length = 0;
  const now = await contained();
  expect(world.defender.reads).toEqual(['containmentsSince']);
  const since = now.defender.kind === 'read' ? now.defender.since : 0;
  expect([since % HOUR, since <= world.clock.now() - 180 * DAY]).toEqual([0, true]);
});

it('where Defender cannot be asked our part alone is told, and why', async () => {
  const { world } = here;
  await done();
  world.defender.readFault = away();
  const now = await contained();
  expect(now.held).toMatchObject([{ machineName: 'web-01.contoso.com', action: null }]);
  expect(now.defender).toMatchObject({ kind: 'away', fault: { code: 'ECONNREFUSED' } });
});

it('what was released through Twokey is not contained, also while Defender’s list does not know it yet', async () => {
  const { world } = here;
  await done();
  const before = world.defender.actionList;
  await done('release');
  expect((await contained()).held).toEqual([]);
  world.defender.actionList = before;
  expect((await contained()).held).toEqual([]);
});

it('a release that failed releases nothing', async () => {
  await done();
  await done('release', 'Failed');
  expect((await contained()).held).toMatchObject([{ kind: 'isolation' }]);
});

it('what Defender lists with our mark is told with its request, though our record has it as running', async () => {
  const { world } = here;
  const requestId = await world.approved();
  const dispatching = world.dispatch();
  dispatching.wake();
  await world.clock.settle();
  await dispatching.stop();
  world.defender.actionList = world.defender.actionList.map((one) => ({ ...one, status: 'Succeeded' }));
  expect((await contained()).held).toMatchObject([
    { machineId: MACHINE_ID, ours: { dossier: { request: { id: requestId } } }, action: { status: 'Succeeded' } },
  ]);
});

it('a mark of a request that there is not stays what it is: somebody else’s', async () => {
  here.world.defender.actionList = [actionWith({ status: 'Succeeded', comment: '[twokey NOSUCH/1] forged' })];
  expect((await contained()).held).toMatchObject([{ ours: null, action: { comment: '[twokey NOSUCH/1] forged' } }]);
});
