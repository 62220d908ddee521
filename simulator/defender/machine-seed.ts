import { buildMachine, type MachineFacts, type MachineRecord, MINUTE_MS } from './machine-record';
import { wireTime } from './wire-time';

/** An invented estate in many states. The names and ids are fixed, the times lie before `nowMs`. */
export function seedMachines(nowMs: number): readonly MachineRecord[] {
  return ESTATE.map(({ seenMinutesAgo = 10, ...facts }) =>
    buildMachine({ ...facts, lastSeen: wireTime(nowMs - seenMinutesAgo * MINUTE_MS) }, nowMs),
  );
}

/** The ids of the seed, by the name that people would type. */
export const MACHINE_IDS = {
  web01: '1e5bc9d7e413ddd7902c2932e418702b84d0cc07',
  web02: '2b3ff8a0d61c4e5f97a8b6c5d4e3f2a10b9c8d7e',
  web07: '37c0de5f2a9b4c8d1e6f7a0b3c2d5e4f9a8b7c6d',
  dc01: '4d0c7a11e5b2f3948a6c0d1e2f3b4a59687c7d8e',
  designMac: '5a9e8d7c6b5a493827161504f3e2d1c0bfaead9c',
  build01: '6f1e2d3c4b5a69788796a5b4c3d2e1f00f1e2d3c',
  laptop22: '70c1a2b3d4e5f60718293a4b5c6d7e8f90a1b2c3',
  kiosk5: '8b1d5c0c0a0b4c1d8e2f3a4b5c6d7e8f9a0b1c2d',
  kiosk5Twin: '8c2e6d1d1b1c5d2e9f3a4b5c6d7e8f9a0b1c2d3e',
  app03Merged: '9a0b1c2d3e4f5a6b7c8d9e0f1a2b3c4d5e6f7a8b',
  app03: '9b1c2d3e4f5a6b7c8d9e0f1a2b3c4d5e6f7a8b9c',
  printer3: 'a4d3c2b1e0f9a8b7c6d5e4f3a2b1c0d9e8f7a6b5',
  lab31: 'b7c6d5e4f3a2b1c0d9e8f7a6b5c4d3e2f1a0b9c8',
  sql04: 'c8d7e6f5a4b3c2d1e0f9a8b7c6d5e4f3a2b1c0d9',
} as const;

type Seed = Omit<MachineFacts, 'lastSeen'> & { readonly seenMinutesAgo?: number };

const SERVER = {
  osPlatform: 'WindowsServer2022',
  version: '21H2',
  osBuild: 20348,
  managedBy: 'MicrosoftDefenderForEndpoint',
  rbacGroupId: 12,
  rbacGroupName: 'Servers',
} as const;

const ESTATE: readonly Seed[] = [
  {
    ...SERVER,
    id: MACHINE_IDS.web01,
    computerDnsName: 'web-01.contoso.example',
    lastIpAddress: '10.20.4.11',
    machineTags: ['web', 'production'],
    riskScore: 'High',
    exposureLevel: 'Medium',
    seenMinutesAgo: 4,
  },
  {
    ...SERVER,
    id: MACHINE_IDS.web02,
    computerDnsName: 'web-02.contoso.example',
    lastIpAddress: '10.20.4.12',
    machineTags: ['web', 'production'],
    riskScore: 'Low',
    seenMinutesAgo: 7,
  },
  {
    ...SERVER,
    id: MACHINE_IDS.web07,
    computerDnsName: 'web-07.contoso.example',
    lastIpAddress: '10.20.4.17',
    machineTags: ['web', "o'brien's"],
    riskScore: 'Medium',
    vmMetadata: {
      vmId: 'b9e0c7a2-3f5d-4f8e-9d61-2a7c54e18f30',
      cloudProvider: 'Azure',
      resourceId:
        '/subscriptions/0c5f2d7e-1b3a-4c6d-8e9f-a0b1c2d3e4f5/resourceGroups/web/providers/Microsoft.Compute/virtualMachines/web-07',
      subscriptionId: '0c5f2d7e-1b3a-4c6d-8e9f-a0b1c2d3e4f5',
    },
  },
  {
    ...SERVER,
    id: MACHINE_IDS.dc01,
    computerDnsName: 'dc-01.contoso.example',
    lastIpAddress: '10.20.1.10',
    machineTags: ['tier-0', 'domain-controller'],
    deviceValue: 'High',
    rbacGroupId: 7,
    rbacGroupName: 'Domain controllers',
  },
  {
    id: MACHINE_IDS.designMac,
    computerDnsName: 'design-mac-3.contoso.example',
    osPlatform: 'macOS',
    version: '15.3',
    osBuild: null,
    osProcessor: 'arm64',
    lastIpAddress: '10.20.9.33',
    agentVersion: '101.25012.0009',
    managedBy: 'Unknown',
  },
  {
    id: MACHINE_IDS.build01,
    computerDnsName: 'build-01.contoso.example',
    osPlatform: 'Ubuntu',
    version: '22.4',
    osBuild: null,
    lastIpAddress: '10.20.6.20',
    agentVersion: '101.24122.0008',
    rbacGroupId: 12,
    rbacGroupName: 'Servers',
    machineTags: ['ci'],
    managedBy: 'MicrosoftDefenderForEndpoint',
  },
  {
    id: MACHINE_IDS.laptop22,
    computerDnsName: 'laptop-22.contoso.example',
    lastIpAddress: '10.20.9.22',
    healthStatus: 'Inactive',
    isAadJoined: true,
    aadDeviceId: '80fe8ff8-2624-418e-9591-41f0491218f9',
    seenMinutesAgo: 9 * 24 * 60,
  },
  {
    id: MACHINE_IDS.kiosk5,
    computerDnsName: 'kiosk-5.contoso.example',
    osPlatform: 'Windows10',
    version: '22H2',
    osBuild: 19045,
    lastIpAddress: '10.20.12.5',
    isPotentialDuplication: true,
    seenMinutesAgo: 12,
  },
  {
    id: MACHINE_IDS.kiosk5Twin,
    computerDnsName: 'kiosk-5.contoso.example',
    osPlatform: 'Windows10',
    version: '22H2',
    osBuild: 19045,
    lastIpAddress: '10.20.12.55',
    seenMinutesAgo: 30,
  },
  {
    ...SERVER,
    id: MACHINE_IDS.app03Merged,
    computerDnsName: 'app-03.contoso.example',
    lastIpAddress: '10.20.5.3',
    mergedIntoMachineId: MACHINE_IDS.app03,
    healthStatus: 'Inactive',
    seenMinutesAgo: 41 * 24 * 60,
  },
  { ...SERVER, id: MACHINE_IDS.app03, computerDnsName: 'app-03.contoso.example', lastIpAddress: '10.20.5.3' },
  {
    id: MACHINE_IDS.printer3,
    computerDnsName: 'printer-3.contoso.example',
    osPlatform: 'Windows10',
    lastIpAddress: '10.20.30.3',
    healthStatus: 'Unknown',
    onboardingStatus: 'CanBeOnboarded',
    riskScore: null,
    exposureLevel: null,
    managedBy: 'Unknown',
    managedByStatus: 'Unknown',
  },
  {
    id: MACHINE_IDS.lab31,
    computerDnsName: 'C-LAB-31',
    lastIpAddress: '10.20.31.31',
    osPlatform: 'Windows10',
    version: '21H2',
    osBuild: 19044,
    riskScore: 'Informational',
  },
  {
    ...SERVER,
    id: MACHINE_IDS.sql04,
    computerDnsName: 'sql-04.contoso.example',
    lastIpAddress: '10.20.7.4',
    healthStatus: 'ImpairedCommunication',
    machineTags: ['tier-1', 'pci'],
    deviceValue: 'High',
    firstSeen: wireTime(Date.UTC(2024, 2, 11, 8, 30)),
    seenMinutesAgo: 3 * 24 * 60 + 90,
  },
];
