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
  const probed = await world.probe({ loggedOnUsers: false });
  expect(probed.filter(({ isOk }) => isOk).map(({ verb }) => verb)).toEqual(
    expect.arrayContaining(['read machines', 'read machine actions', 'isolate', 'release', 'cancel']),
  );
  expect(probed.filter(({ isOk }) => !isOk)).toMatchObject([{ verb: 'scan', missing: 'Machine.Scan' }]);
  expect(world.arrivals.map(({ path }) => path).join()).not.toContain('logonusers');
  const posts = world.arrivals.filter(({ method }) => method === 'POST');
  expect(posts.every(({ path }) => /\/(0{40}|00000000-0000-0000-0000-000000000000)\//.test(path))).toBe(true);
});

test.each([
  ['it is permitted, where no such machine is known', 404, absent, { isOk: true, missing: null }],
  [
    'the permission is missing',
    403,
    {
      error: {
        code: 'Forbidden',
        message: 'Missing application roles. API required roles: User.Read.All, application roles: .',
      },
    },
    { isOk: false, missing: 'User.Read.All' },
  ],
])('the probe tells of logged-on users, where the policy wants them, that %s', async (_, status, body, expected) => {
  const world = await startWorld({
    api: ({ path }, response) =>
      path.endsWith('/logonusers')
        ? json(response, status, body)
        : json(response, path.includes('?') ? 200 : 404, { ...absent, value: [] }),
  });
  const probed = await world.probe({ loggedOnUsers: true });
  expect(probed.find(({ verb }) => verb === 'read logged-on users')).toMatchObject(expected);
  expect(world.arrivals.map(({ path }) => path)).toContain(`/api/machines/${'0'.repeat(40)}/logonusers`);
});
