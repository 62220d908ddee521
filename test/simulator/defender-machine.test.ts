import { MACHINE_IDS } from '../../simulator/defender/machine-seed';
import { type DefenderWorld, fetchToken, startDefenderWorld } from './defender-world';

let world: DefenderWorld;
beforeEach(async () => {
  world = await startDefenderWorld();
});
afterEach(() => world.stop());

test('a machine is found by its id and by its whole DNS name, and by nothing shorter', async () => {
  const byId = await world.ask(`/api/machines/${MACHINE_IDS.web01}`);
  const byName = await world.ask('/api/machines/web-01.contoso.example');
  expect(byName.body).toEqual(byId.body);
  expect((await world.ask('/api/machines/web-01')).status).toBe(404);
});

test('a machine record has every documented field', async () => {
  const { body } = await world.ask(`/api/machines/${MACHINE_IDS.dc01}`);
  expect(body).toEqual({
    '@odata.context': expect.stringMatching(/\/api\/\$metadata#Machines\/\$entity$/),
    id: '4d0c7a11e5b2f3948a6c0d1e2f3b4a59687c7d8e',
    mergedIntoMachineId: null,
    isPotentialDuplication: false,
    isExcluded: false,
    exclusionReason: null,
    computerDnsName: 'dc-01.contoso.example',
    firstSeen: '2025-08-14T09:00:00.0000000Z',
    lastSeen: '2026-03-02T08:50:00.0000000Z',
    osPlatform: 'WindowsServer2022',
    osVersion: null,
    osProcessor: 'x64',
    osArchitecture: '64-bit',
    version: '21H2',
    osBuild: 20348,
    lastIpAddress: '10.20.1.10',
    lastExternalIpAddress: '203.0.113.17',
    agentVersion: '10.8795.26100.3194',
    healthStatus: 'Active',
    onboardingStatus: 'Onboarded',
    deviceValue: 'High',
    riskScore: 'None',
    exposureLevel: 'Low',
    rbacGroupId: 7,
    rbacGroupName: 'Domain controllers',
    isAadJoined: false,
    aadDeviceId: null,
    machineTags: ['tier-0', 'domain-controller'],
    managedBy: 'MicrosoftDefenderForEndpoint',
    managedByStatus: 'Success',
    defenderAvStatus: 'Updated',
    ipAddresses: [{ ipAddress: '10.20.1.10', macAddress: '02005E10AB01', type: 'Ethernet', operationalStatus: 'Up' }],
    vmMetadata: null,
  });
});

test.each([
  ['2026-03-02T08:44:00Z', ['web-01.contoso.example']],
  ['2026-03-02T08:40:00Z', []],
])('findbyip at %s looks fifteen minutes around', async (timestamp, names) => {
  const { status, body } = await world.ask(`/api/machines/findbyip(ip='10.20.4.11',timestamp=${timestamp})`);
  expect(status).toBe(200);
  expect(body.value.map((machine: { computerDnsName: string }) => machine.computerDnsName)).toEqual(names);
});

test('findbyip refuses a moment more than thirty days ago, and an address that is none', async () => {
  const old = await world.ask("/api/machines/findbyip(ip='10.20.4.11',timestamp=2026-01-30T08:00:00Z)");
  expect({ status: old.status, code: old.body.error.code }).toEqual({ status: 400, code: 'InvalidInput' });
  const odd = await world.ask("/api/machines/findbyip(ip='web-01',timestamp=2026-03-02T08:44:00Z)");
  expect({ status: odd.status, code: odd.body.error.code }).toEqual({ status: 400, code: 'InvalidIpAddress' });
});

test('findbytag compares whole tags, or their beginnings when asked to', async () => {
  const count = async (query: string): Promise<number> =>
    (await world.ask(`/api/machines/findbytag?${query}`)).body.value.length;
  expect(await count('tag=tier')).toBe(0);
  expect(await count('tag=tier&useStartsWithFilter=true')).toBe(2);
  expect(await count('tag=tier-0&useStartsWithFilter=false')).toBe(1);
});

test('each call is refused without the role that it needs, and the refusal names both sides', async () => {
  const { status, body } = await world.ask(`/api/machines/${MACHINE_IDS.web01}/logonusers`);
  expect(status).toBe(403);
  expect(body.error.code).toBe('Forbidden');
  expect(body.error.message).toBe(
    'Missing application roles. API required roles: User.Read.All, application roles: Machine.Read.All,Machine.Isolate,Machine.RestrictExecution,Machine.Scan,Machine.StopAndQuarantine,Machine.CollectForensics,Machine.Offboard.',
  );
  world.entra.setRoles(['User.Read.All', 'Alert.Read.All']);
  const token = await fetchToken(world.entra);
  const users = await world.ask(`/api/machines/${MACHINE_IDS.web01}/logonusers`, { token });
  expect(users.body.value[0]).toMatchObject({ id: 'contoso\\ines.moreau', accountName: 'ines.moreau' });
  expect((await world.ask(`/api/machines/${MACHINE_IDS.web01}/alerts`, { token })).body.value).toEqual([]);
  expect((await world.ask('/api/machines', { token })).body.error.message).toBe(
    'Missing application roles. API required roles: Machine.Read.All,Machine.ReadWrite.All, application roles: User.Read.All,Alert.Read.All.',
  );
});

test('no token, an unknown, an expired and a revoked token are answered with 401', async () => {
  const none = await fetch(`${world.defender.url}/api/machines`);
  expect(none.status).toBe(401);
  expect(await none.json()).toMatchObject({ error: { code: 'Unauthorized', target: expect.any(String) } });
  expect((await world.ask('/api/machines', { token: 'made-up' })).status).toBe(401);
  const fresh = await fetchToken(world.entra);
  world.entra.revokeTokens();
  expect((await world.ask('/api/machines', { token: fresh })).status).toBe(401);
  const next = await fetchToken(world.entra);
  world.passMs(3_599_000);
  expect((await world.ask('/api/machines', { token: next })).status).toBe(401);
});

test('a path outside the API is answered with 404 NotFound, under /api and /api/v1.0 alike', async () => {
  for (const path of ['/api/nonsense', '/machines', '/api/v2.0/machines', '/api/v1.0/machines/a/b']) {
    expect((await world.ask(path)).body.error.code).toBe('NotFound');
  }
  expect((await world.ask('/api/v1.0/machines')).status).toBe(200);
});

test('machines can be added, changed and removed', async () => {
  const id = 'd'.repeat(40);
  world.defender.machines.add({ id, computerDnsName: 'new-01.contoso.example' });
  world.defender.machines.change(id, { machineTags: ['tier-0'] });
  expect((await world.ask(`/api/machines/${id}`)).body).toMatchObject({
    machineTags: ['tier-0'],
    healthStatus: 'Active',
  });
  world.defender.machines.remove(id);
  expect((await world.ask(`/api/machines/${id}`)).body.error.code).toBe('ResourceNotFound');
});
