import { MACHINE_IDS } from '../../simulator/defender/machine-seed';
import { type DefenderWorld, fetchToken, startDefenderWorld, type WireAnswer } from './defender-world';

let world: DefenderWorld;
let token: string;
beforeEach(async () => {
  world = await startDefenderWorld();
  token = await fetchToken(world.entra);
});
afterEach(() => world.stop());

const isolate = (): Promise<WireAnswer> =>
  world.post(`/api/machines/${MACHINE_IDS.web01}/isolate`, { Comment: 'why', IsolationType: 'Full' });
/** What the client saw: a status with the beginning of the body, or the code of its failure. */
const seen = async (): Promise<string> => {
  const answer = await fetch(`${world.defender.url}/api/machines/${MACHINE_IDS.web01}/isolate`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: `Bearer ${token}` },
    body: JSON.stringify({ Comment: 'why' }),
  }).catch((error) => error.cause.code as string);
  if (typeof answer === 'string') return answer;
  return answer.text().then(
    (text) => `${answer.status} ${text.slice(0, 14)}`,
    (error) => `${answer.status} ${error.cause.code}`,
  );
};
test.each([
  ['reset-before', 'ECONNRESET', 0, undefined],
  ['reset-after', 'ECONNRESET', 1, undefined],
  ['http-500-before', '500 {"error":{"cod', 0, 500],
  ['http-500-after', '500 {"error":{"cod', 1, 500],
  ['slow', '201 {"@odata.conte', 1, 201],
  ['slow-after', '201 {"@odata.conte', 1, 201],
  ['html', '502 <!DOCTYPE html', 0, 502],
  ['html-after', '502 <!DOCTYPE html', 1, 502],
  ['empty', '201 ', 1, 201],
  ['half', '201 UND_ERR_SOCKET', 1, 201],
  ['custom', '418 short and stou', 0, 418],
] as const)('under %s the client sees %j, and %i Machine Actions are made', async (kind, expected, made, status) => {
  const custom = kind === 'custom' ? { status: 418, body: 'short and stout' } : {};
  const fault = world.defender.fault({ method: 'POST', path: /\/isolate$/, kind, ms: 1, ...custom });
  expect(await seen()).toBe(expected);
  expect(world.defender.actions()).toHaveLength(made);
  expect(fault.hits()).toBe(1);
  expect(world.defender.log).toMatchObject([
    {
      fault: kind,
      body: { Comment: 'why' },
      ...(made === 1 ? { done: 201 } : {}),
      ...(status === undefined ? {} : { status }),
    },
  ]);
  expect(world.defender.log[0]?.status).toBe(status);
});

test('a fault strikes as often as it was ordered, and only where', async () => {
  const fault = world.defender.fault({ path: /\/machines$/, kind: 'html', times: 2, status: 200 });
  const statuses = async () => (await fetch(`${world.defender.url}/api/machines`)).status;
  expect([await statuses(), await statuses(), await statuses()]).toEqual([200, 200, 401]);
  expect(fault.hits()).toBe(2);
  expect((await isolate()).status).toBe(201);
});

test.each([
  ['hang-before', 0],
  ['hang-after', 1],
] as const)('under %s a call hangs with %i Machine Actions made, until it is released', async (kind, made) => {
  const fault = world.defender.fault({ path: /\/isolate$/, kind });
  const pending = isolate();
  await world.defender.until(() => world.defender.log[0]?.body !== undefined);
  expect(world.defender.actions()).toHaveLength(made);
  fault.release();
  expect((await pending).status).toBe(201);
  expect(world.defender.actions()).toHaveLength(1);
});

test('a hanging call ends when the simulator stops', async () => {
  world.defender.fault({ path: /./, kind: 'hang-after' });
  const pending = seen();
  await world.defender.until(() => world.defender.actions().length === 1);
  await world.defender.stop();
  expect(await pending).toBe('UND_ERR_SOCKET');
});

test('a Defender that went away refuses connections until it comes back on its port', async () => {
  await world.defender.goAway();
  expect(await seen()).toBe('ECONNREFUSED');
  await world.defender.comeBack();
  expect((await isolate()).status).toBe(201);
});
