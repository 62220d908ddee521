import type { FilterSchema } from './odata-evaluate';
import { wireTime } from './wire-time';

/** A Machine as Defender's API writes it. */
export interface MachineRecord {
  /** 40 lower-case hex digits. */
  readonly id: string;
  readonly mergedIntoMachineId: string | null;
  readonly isPotentialDuplication: boolean;
  readonly isExcluded: boolean;
  readonly exclusionReason: string | null;
  readonly computerDnsName: string;
  readonly firstSeen: string;
  /** The last full report; up to a day behind the portal's "last seen". */
  readonly lastSeen: string;
  readonly osPlatform: string;
  readonly osVersion: string | null;
  readonly osProcessor: string;
  readonly osArchitecture: string;
  readonly version: string;
  readonly osBuild: number | null;
  readonly lastIpAddress: string | null;
  readonly lastExternalIpAddress: string | null;
  readonly agentVersion: string;
  readonly healthStatus: string;
  readonly onboardingStatus: string;
  readonly deviceValue: string;
  readonly riskScore: string | null;
  readonly exposureLevel: string | null;
  readonly rbacGroupId: number;
  readonly rbacGroupName: string | null;
  readonly isAadJoined: boolean;
  readonly aadDeviceId: string | null;
  readonly machineTags: readonly string[];
  readonly managedBy: string;
  readonly managedByStatus: string;
  readonly defenderAvStatus: string;
  readonly ipAddresses: readonly MachineAddress[];
  readonly vmMetadata: VmMetadata | null;
}

export interface MachineAddress {
  readonly ipAddress: string;
  readonly macAddress: string | null;
  readonly type: string;
  readonly operationalStatus: string;
}

export interface VmMetadata {
  readonly vmId: string;
  readonly cloudProvider: string;
  readonly resourceId: string;
  readonly subscriptionId: string;
}

/** An ordinary onboarded, active Windows 11 machine that reported ten minutes ago, changed by `facts`. */
export function buildMachine(facts: MachineFacts, nowMs: number): MachineRecord {
  const ip = facts.lastIpAddress === undefined ? '10.20.0.99' : facts.lastIpAddress;
  return {
    mergedIntoMachineId: null,
    isPotentialDuplication: false,
    isExcluded: false,
    exclusionReason: null,
    firstSeen: wireTime(nowMs - 200 * DAY_MS),
    lastSeen: wireTime(nowMs - 10 * MINUTE_MS),
    osPlatform: 'Windows11',
    osVersion: null,
    osProcessor: 'x64',
    osArchitecture: '64-bit',
    version: '24H2',
    osBuild: 26100,
    lastIpAddress: ip,
    lastExternalIpAddress: '203.0.113.17',
    agentVersion: '10.8795.26100.3194',
    healthStatus: 'Active',
    onboardingStatus: 'Onboarded',
    deviceValue: 'Normal',
    riskScore: 'None',
    exposureLevel: 'Low',
    rbacGroupId: 0,
    rbacGroupName: null,
    isAadJoined: false,
    aadDeviceId: null,
    machineTags: [],
    managedBy: 'Intune',
    managedByStatus: 'Success',
    defenderAvStatus: 'Updated',
    ipAddresses:
      ip === null ? [] : [{ ipAddress: ip, macAddress: '02005E10AB01', type: 'Ethernet', operationalStatus: 'Up' }],
    vmMetadata: null,
    ...facts,
  };
}

export type MachineFacts = Partial<MachineRecord> & Pick<MachineRecord, 'id' | 'computerDnsName'>;

export const MINUTE_MS = 60_000;
export const DAY_MS = 24 * 60 * MINUTE_MS;

/** The fields that `GET /api/machines` documents for `$filter`. */
export function machineSchema(isNameCaseIgnored: () => boolean): FilterSchema<MachineRecord> {
  return {
    computerDnsName: { type: 'string', read: (row) => row.computerDnsName, isCaseIgnored: isNameCaseIgnored },
    id: { type: 'string', read: (row) => row.id },
    version: { type: 'string', read: (row) => row.version },
    deviceValue: { type: 'string', read: (row) => row.deviceValue },
    aadDeviceId: { type: 'string', read: (row) => row.aadDeviceId },
    machineTags: { type: 'strings', read: (row) => row.machineTags },
    lastSeen: { type: 'date', read: (row) => row.lastSeen },
    exposureLevel: { type: 'string', read: (row) => row.exposureLevel },
    onboardingStatus: { type: 'string', read: (row) => row.onboardingStatus },
    lastIpAddress: { type: 'string', read: (row) => row.lastIpAddress },
    healthStatus: { type: 'string', read: (row) => row.healthStatus },
    osPlatform: { type: 'string', read: (row) => row.osPlatform },
    riskScore: { type: 'string', read: (row) => row.riskScore },
    rbacGroupId: { type: 'number', read: (row) => row.rbacGroupId },
  };
}
