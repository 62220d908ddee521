import * as z from 'zod';
import type { Instant } from '../domain/instant';
import type { Machine } from '../domain/machine';
import type { LoggedOnUser } from '../domain/logged-on-user';
import { fileFacts, type MachineAction, type NamedAction } from '../domain/machine-action';

// Only what Twokey cannot do without is demanded. Everything else is unknown (null) when absent or of another shape:
// Microsoft adds fields, words and nulls without notice.
const text = z.string().nullish().catch(null);
const word = z.string().min(1);
const moment = text.transform((written): Instant | null => {
  // UTC also where Defender leaves the zone out.
  const at = Date.parse(/(Z|[+-]\d\d:?\d\d)$/i.test(written ?? '') ? (written ?? '') : `${written}Z`);
  return Number.isNaN(at) ? null : at;
});

const relatedFile = z.object({ fileIdentifier: word, fileIdentifierType: z.string().regex(/^sha1$/i) });

const wireAction = z.object({
  relatedFileInfo: relatedFile.nullish().catch(null),
  id: word,
  type: word,
  status: word,
  scope: text,
  requestor: text,
  requestorComment: text,
  cancellationComment: text,
  machineId: text,
  computerDnsName: text,
  creationDateTimeUtc: moment,
  lastUpdateDateTimeUtc: moment,
  lastUpdateTimeUtc: moment,
  errorHResult: z.number().nullish().catch(null),
});

const wireMachine = z.object({
  id: word,
  computerDnsName: text,
  osPlatform: text,
  version: text,
  healthStatus: text,
  onboardingStatus: text,
  riskScore: text,
  exposureLevel: text,
  deviceValue: text,
  machineTags: z.array(z.string()).nullish().catch(null),
  rbacGroupName: text,
  lastIpAddress: text,
  lastSeen: moment,
  mergedIntoMachineId: text,
  isPotentialDuplication: z.boolean().nullish().catch(null),
});

const actionIn = (wire: z.infer<typeof wireAction>): MachineAction => ({
  id: wire.id,
  type: wire.type,
  status: wire.status,
  scope: wire.scope ?? null,
  requestor: wire.requestor ?? null,
  comment: wire.requestorComment ?? null,
  cancellationComment: wire.cancellationComment ?? null,
  machineId: wire.machineId ?? null,
  createdAt: wire.creationDateTimeUtc,
  updatedAt: wire.lastUpdateDateTimeUtc ?? wire.lastUpdateTimeUtc,
  errorHResult: wire.errorHResult ?? null,
  ...fileFacts(wire.relatedFileInfo?.fileIdentifier ?? null),
});

/** A Machine Action as Defender writes it; null where it has no id, type or status. */
export const machineActionFrom = (row: unknown): MachineAction | null => {
  const parsed = wireAction.safeParse(row);
  return parsed.success ? actionIn(parsed.data) : null;
};

/** The same, with the name that Defender has for the machine beside it. */
export const namedActionFrom = (row: unknown): NamedAction | null => {
  const parsed = wireAction.safeParse(row);
  return parsed.success ? { ...actionIn(parsed.data), machineName: parsed.data.computerDnsName || null } : null;
};

/** A machine as Defender writes it; null where it has no id. A machine without a name goes by its id. */
export const machineFrom = (row: unknown): Machine | null => {
  const parsed = wireMachine.safeParse(row);
  if (!parsed.success) return null;
  const wire = parsed.data;
  return {
    id: wire.id,
    name: wire.computerDnsName || wire.id,
    os: wire.osPlatform ?? null,
    osVersion: wire.version ?? null,
    health: wire.healthStatus ?? null,
    onboarding: wire.onboardingStatus ?? null,
    risk: wire.riskScore ?? null,
    exposure: wire.exposureLevel ?? null,
    value: wire.deviceValue ?? null,
    tags: wire.machineTags ?? null,
    group: wire.rbacGroupName ?? null,
    lastIp: wire.lastIpAddress ?? null,
    lastSeenAt: wire.lastSeen,
    mergedInto: wire.mergedIntoMachineId || null,
    isDuplicate: wire.isPotentialDuplication === true,
  };
};

const flag = z.boolean().nullish().catch(null);

const wireUser = z.object({
  id: word,
  lastSeen: moment,
  logonTypes: text,
  isDomainAdmin: flag,
  isOnlyNetworkUser: flag,
});

/** Somebody who logged on, as Defender writes it; null where it does not say who. */
export const loggedOnUserFrom = (row: unknown): LoggedOnUser | null => {
  const parsed = wireUser.safeParse(row);
  if (!parsed.success) return null;
  const wire = parsed.data;
  return {
    account: wire.id,
    lastSeenAt: wire.lastSeen,
    logonTypes: wire.logonTypes || null,
    isDomainAdmin: wire.isDomainAdmin === true,
    isOnlyNetwork: wire.isOnlyNetworkUser === true,
  };
};

/** A page of a list: its rows as they came, and Defender's address of the next page. */
export interface Page {
  readonly rows: readonly unknown[];
  readonly nextLink: string | null;
}

const wirePage = z.object({ value: z.array(z.unknown()), '@odata.nextLink': text });

/** A list as Defender writes it; null where the body is no list. */
export const pageFrom = (body: unknown): Page | null => {
  const parsed = wirePage.safeParse(body);
  return parsed.success ? { rows: parsed.data.value, nextLink: parsed.data['@odata.nextLink'] ?? null } : null;
};
