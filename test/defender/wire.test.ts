import { machineActionFrom, machineFrom, pageFrom } from '../../src/defender/wire';

describe('a Machine Action on the wire', () => {
  test('becomes a Machine Action with moments in milliseconds', () => {
    const body = {
      id: '5382f7ea-7557-4ab7-9782-d50480024a4e',
      type: 'Isolate',
      title: null,
      requestor: 'Analyst@TestPrd.onmicrosoft.com',
      requestorComment: 'test for docs',
      status: 'Succeeded',
      machineId: '7b1f4967d9728e5aa3c06a9e617a22a4a5a17378',
      computerDnsName: 'desktop-39g9tgl',
      creationDateTimeUtc: '2019-01-02T14:39:38.2262283Z',
      lastUpdateDateTimeUtc: '2019-01-02T14:40:44.6596267Z',
      cancellationComment: null,
      relatedFileInfo: null,
      commands: [],
      errorHResult: 0,
      scope: 'Selective',
      aFieldOfTomorrow: { deep: true },
    };
    expect(machineActionFrom(body)).toEqual({
      id: '5382f7ea-7557-4ab7-9782-d50480024a4e',
      type: 'Isolate',
      status: 'Succeeded',
      scope: 'Selective',
      requestor: 'Analyst@TestPrd.onmicrosoft.com',
      comment: 'test for docs',
      cancellationComment: null,
      machineId: '7b1f4967d9728e5aa3c06a9e617a22a4a5a17378',
      createdAt: 1546439978226,
      updatedAt: 1546440044659,
      errorHResult: 0,
    });
  });

  test('may be lean, hold nulls and words that nobody knows', () => {
    expect(machineActionFrom({ id: '1', type: 'Teleport', status: 'Dreaming', machineId: null, scope: 7 })).toEqual({
      id: '1',
      type: 'Teleport',
      status: 'Dreaming',
      scope: null,
      requestor: null,
      comment: null,
      cancellationComment: null,
      machineId: null,
      createdAt: null,
      updatedAt: null,
      errorHResult: null,
    });
  });

  test('may name its last update as an old sample does, and leave out the zone', () => {
    const body = { id: '1', type: 'Isolate', status: 'Pending', lastUpdateTimeUtc: '2026-01-02T03:04:05.67890' };
    expect(machineActionFrom(body)?.updatedAt).toBe(Date.UTC(2026, 0, 2, 3, 4, 5, 678));
  });

  test.each([
    [null],
    ['text'],
    [[]],
    [{ id: null, type: 'Isolate', status: 'Pending' }],
    [{ id: '1', type: 'Isolate' }],
  ])('is none where id, type or status is missing: %j', (body) => expect(machineActionFrom(body)).toBeNull());
});

describe('a machine on the wire', () => {
  test('becomes a machine', () => {
    const body = {
      id: 'f'.repeat(40),
      mergedIntoMachineId: null,
      isPotentialDuplication: false,
      computerDnsName: 'Web-01.contoso.com',
      lastSeen: '2026-11-01T12:00:00.12345Z',
      osPlatform: 'WindowsServer2022',
      version: '21H2',
      lastIpAddress: '10.1.2.3',
      healthStatus: 'Active',
      onboardingStatus: 'Onboarded',
      deviceValue: 'High',
      rbacGroupId: 7,
      rbacGroupName: 'Servers',
      riskScore: 'Medium',
      exposureLevel: null,
      machineTags: ['tier-0'],
    };
    expect(machineFrom(body)).toEqual({
      id: 'f'.repeat(40),
      name: 'Web-01.contoso.com',
      os: 'WindowsServer2022',
      osVersion: '21H2',
      health: 'Active',
      onboarding: 'Onboarded',
      risk: 'Medium',
      exposure: null,
      value: 'High',
      tags: ['tier-0'],
      group: 'Servers',
      lastIp: '10.1.2.3',
      lastSeenAt: Date.UTC(2026, 10, 1, 12, 0, 0, 123),
      mergedInto: null,
      isDuplicate: false,
    });
  });

  test('keeps unknown facts unknown', () => {
    const machine = machineFrom({ id: '1', computerDnsName: null });
    expect(machine).toMatchObject({ name: '1', tags: null, lastSeenAt: null, onboarding: null, isDuplicate: false });
  });
});

test('a list is only what has an array as its value', () => {
  expect(pageFrom({ value: [1], '@odata.nextLink': 'https://x/y' })).toEqual({ rows: [1], nextLink: 'https://x/y' });
  expect(pageFrom({ value: 'no' })).toBeNull();
  expect(pageFrom([])).toBeNull();
});
