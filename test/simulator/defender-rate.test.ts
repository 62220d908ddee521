import { type DefenderWorld, startDefenderWorld } from './defender-world';

const RATE_LIMITS = [
  { calls: 3, windowMs: 1000 },
  { calls: 8, windowMs: 10_000 },
] as const;
let world: DefenderWorld;
beforeEach(async () => {
  world = await startDefenderWorld({ defender: { rateLimits: RATE_LIMITS } });
});
afterEach(() => world.stop());

const callAfter = async (ms: number): Promise<string> => {
  world.passMs(ms);
  const { status, headers } = await world.ask('/api/machines');
  return status === 200 ? 'ok' : `${status} ${headers.get('retry-after')}`;
};

test('a window slides: one more call is free exactly one window after the first', async () => {
  expect([await callAfter(0), await callAfter(400), await callAfter(400)]).toEqual(['ok', 'ok', 'ok']);
  expect(await callAfter(200)).toBe('ok');
  expect(world.defender.violations).toEqual([]);
});

test('one call too many is answered with 429 and Retry-After, and is on record', async () => {
  expect([await callAfter(0), await callAfter(400), await callAfter(400)]).toEqual(['ok', 'ok', 'ok']);
  expect(await callAfter(199)).toBe('429 1');
  expect(world.defender.violations).toMatchObject([
    { method: 'GET', path: '/api/machines', route: 'listMachines', limit: RATE_LIMITS[0], count: 4 },
  ]);
});

test('a rejected call counts, so that knocking keeps the door shut', async () => {
  for (let i = 0; i < 3; i++) await callAfter(0);
  expect(await callAfter(500)).toBe('429 1');
  expect(await callAfter(499)).toBe('429 1');
  expect(await callAfter(2)).toBe('ok');
});

test('the longest wait of all windows is told', async () => {
  for (let i = 0; i < 8; i++) await callAfter(i === 3 || i === 5 ? 1000 : 0);
  expect(await callAfter(0)).toBe('429 8');
});

test('the package link has its own limit of two a minute', async () => {
  await world.stop();
  world = await startDefenderWorld();
  const statuses = [];
  for (let i = 0; i < 3; i++) statuses.push((await world.ask('/api/machineactions/x/getPackageUri')).status);
  expect(statuses).toEqual([404, 404, 429]);
  expect((await world.ask('/api/machines')).status).toBe(200);
});

test('an ordered 429 is no violation, and a call before its Retry-After is over is early', async () => {
  world.defender.throttle({ retryAfterS: 7, times: 1 });
  expect(await callAfter(0)).toBe('429 7');
  expect(await callAfter(6999)).toBe('ok');
  expect(await callAfter(1)).toBe('ok');
  expect(world.defender.violations).toEqual([]);
  expect(world.defender.earlyCalls).toMatchObject([{ path: '/api/machines', msEarly: 1 }]);
});

test('a throttled call is answered with the code TooManyRequests and without being carried out', async () => {
  world.defender.throttle({ retryAfterS: 30 });
  const { body } = await world.ask('/api/machines');
  expect(body.error).toEqual({ code: 'TooManyRequests', message: expect.any(String), target: expect.any(String) });
  expect(world.defender.log).toMatchObject([{ status: 429, route: 'listMachines' }]);
  expect(world.defender.log[0]?.done).toBeUndefined();
});
