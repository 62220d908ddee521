import { MACHINE_IDS } from '../../simulator/defender/machine-seed';
import { type DefenderWorld, startDefenderWorld } from './defender-world';

let world: DefenderWorld;
beforeEach(async () => {
  world = await startDefenderWorld();
});
afterEach(() => world.stop());

const isolate = async (machineId: string = MACHINE_IDS.web01): Promise<string> =>
  (await world.post(`/api/machines/${machineId}/isolate`, { Comment: 'why' })).body.id;
const actionOf = (id: string) => world.defender.actions().find((action) => action.id === id);
const wordsOf = (id: string) => actionOf(id)?.history.map((moment) => moment.status);

test('a script moves an action by itself, and until() wakes when it has', async () => {
  world.defender.progress = [
    { afterMs: 1, status: 'InProgress' },
    { afterMs: 5, status: 'Failed', errorHResult: -5 },
  ];
  const id = await isolate();
  await world.defender.until(() => actionOf(id)?.status === 'Failed', { what: 'the isolation to fail' });
  expect(wordsOf(id)).toEqual(['Pending', 'InProgress', 'Failed']);
  expect(actionOf(id)?.errorHResult).toBe(-5);
});

test('an action on a machine out of reach stays Pending until the machine is back', async () => {
  world.defender.progress = () => [{ afterMs: 1, status: 'Succeeded' }];
  const id = await isolate(MACHINE_IDS.laptop22);
  const other = await isolate(MACHINE_IDS.web01);
  await world.defender.until(() => actionOf(other)?.status === 'Succeeded');
  expect(actionOf(id)?.status).toBe('Pending');
  world.defender.connect(MACHINE_IDS.laptop22);
  await world.defender.until(() => actionOf(id)?.status === 'Succeeded');
});

test('setting a script later moves the actions that are open', async () => {
  const id = await isolate();
  world.defender.progress = [{ afterMs: 1, status: 'Succeeded' }];
  await world.defender.until(() => actionOf(id)?.status === 'Succeeded');
});

test('by hand an action takes any word, and a timeout brings its error code', async () => {
  const id = await isolate();
  world.passMs(1000);
  world.defender.advance(id, 'WaitingForGodot');
  world.defender.change(id, { type: 'IsolateV2' });
  expect((await world.ask(`/api/machineactions/${id}`)).body).toMatchObject({
    status: 'WaitingForGodot',
    type: 'IsolateV2',
    lastUpdateDateTimeUtc: '2026-03-02T09:00:01.0000000Z',
  });
  world.defender.finish(id, 'TimeOut');
  expect(actionOf(id)).toMatchObject({ status: 'TimeOut', errorHResult: -2145844840 });
});

test('a hidden action is in no read until it is revealed', async () => {
  world.defender.behaviour.newActions = 'hidden';
  const id = await isolate();
  expect((await world.ask(`/api/machineactions/${id}`)).status).toBe(404);
  expect((await world.ask('/api/machineactions')).body.value).toEqual([]);
  world.defender.reveal(id);
  expect((await world.ask('/api/machineactions')).body.value).toHaveLength(1);
});

test('a skewed clock shows in the Date header and in the times of actions', async () => {
  world.defender.behaviour.clockSkewMs = -90_000;
  const answer = await world.post(`/api/machines/${MACHINE_IDS.web01}/isolate`, { Comment: 'why' });
  expect(answer.headers.get('date')).toBe('Mon, 02 Mar 2026 08:58:30 GMT');
  expect(answer.body.creationDateTimeUtc).toBe('2026-03-02T08:58:30.0000000Z');
});

test('until() that waits in vain says for what, and what the last requests were', async () => {
  await world.ask('/api/machines/nobody');
  const waiting = world.defender.until(() => undefined, { timeoutMs: 5, what: 'a miracle' });
  await expect(waiting).rejects.toThrow(
    '5 ms passed while waiting for a miracle. 1 requests so far, the last: GET /api/machines/nobody -> 404.',
  );
});
