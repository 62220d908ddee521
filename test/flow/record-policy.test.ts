import type { Change } from '../../src/domain/change';
import { Fault } from '../../src/domain/fault';
import { createPolicyRecord } from '../../src/flow/record-policy';
import { faultWith, SECOND, T } from '../domain/builders';
import { recordIn } from '../record';
import { createFakeClock } from './fake-clock';
import { useWorld, type World } from './world';

const here = useWorld();

const recorded = (world: World) =>
  recordIn(world.path).map(({ kind, requestId, policyHash, happening }) => ({
    kind,
    requestId,
    policyHash,
    ...happening,
  }));
const entry = (hash: string, before: string | null) => ({
  kind: 'policy-in-force',
  requestId: null,
  policyHash: hash,
  hash,
  before,
});

it('the first policy is on record, and a restart under the same one writes nothing', async () => {
  const { world } = here;
  createPolicyRecord(world).inForce('one');
  await world.clock.settle();
  createPolicyRecord(world).inForce('one');
  await world.clock.settle();
  expect(recorded(world)).toEqual([entry('one', null)]);
  expect(await world.store.lastPolicyHash()).toBe('one');
});

it('each one that comes into force names the one before it', async () => {
  const { world } = here;
  const record = createPolicyRecord(world);
  for (const hash of ['one', 'two', 'one']) record.inForce(hash);
  await world.clock.settle();
  expect(recorded(world)).toEqual([entry('one', null), entry('two', 'one'), entry('one', 'two')]);
});

it('what came into force while the store was away is written when it is back, in order and with its time', async () => {
  const { world } = here;
  const record = createPolicyRecord(world);
  record.inForce('one');
  await world.clock.settle();
  world.faults.set('commit', new Fault(faultWith({ system: 'store', code: 'full' })));
  record.inForce('two');
  await world.clock.move(3 * SECOND);
  record.inForce('three');
  await world.clock.move(3 * SECOND);
  expect(recorded(world)).toEqual([entry('one', null)]);
  world.faults.clear();
  await world.clock.move(2 * SECOND);
  expect(recorded(world)).toEqual([entry('one', null), entry('two', 'one'), entry('three', 'two')]);
});

it('an entry whose answer was lost is not written twice', async () => {
  const clock = createFakeClock(T, () => false);
  const changes: Change[] = [];
  const lastHash = () => changes.flatMap(({ policyHash }) => policyHash ?? []).at(-1) ?? null;
  const record = createPolicyRecord({
    store: {
      lastPolicyHash: async () => lastHash(),
      commit: async (change) => {
        changes.push(change);
        throw new Fault(faultWith({ system: 'store', code: 'failed' }));
      },
    },
    clock,
    log: { debug: () => {}, info: () => {}, warn: () => {}, error: () => {} },
  });
  record.inForce('one');
  await clock.move(5 * SECOND);
  expect(changes).toHaveLength(1);
});
