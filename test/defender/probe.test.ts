import { closeWorlds, json, startWorld } from './world';

afterEach(closeWorlds);

const absent = { error: { code: 'ResourceNotFound', message: 'Resource not found', target: 'corr-1' } };

test('the probe tells what Defender lets the app do, by calls that can do nothing', async () => {
  const world = await startWorld({
    api: ({ method, path }, response) => {
      if (method === 'GET') return json(response, 200, { value: [] });
      if (!path.includes('scan') && !path.includes('Scan')) return json(response, 404, absent);
      const message =
        'Missing application roles. API required roles: Machine.Scan, application roles: Machine.Isolate.';
      return json(response, 403, { error: { code: 'Forbidden', message } });
    },
  });
  const probed = await world.probe();
  expect(probed.filter(({ isOk }) => isOk).map(({ verb }) => verb)).toEqual(
    expect.arrayContaining(['read machines', 'read machine actions', 'isolate', 'release', 'cancel']),
  );
  expect(probed.filter(({ isOk }) => !isOk)).toMatchObject([{ verb: 'scan', missing: 'Machine.Scan' }]);
  const posts = world.arrivals.filter(({ method }) => method === 'POST');
  expect(posts.every(({ path }) => /\/(0{40}|00000000-0000-0000-0000-000000000000)\//.test(path))).toBe(true);
});
