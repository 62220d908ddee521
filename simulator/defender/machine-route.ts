import type { Reply } from '../entra/loopback-server';
import { defenderError, invalidInput, missingParameter, resourceNotFound } from './defender-error';
import type { MachineEstate } from './machine-estate';
import { DAY_MS, MINUTE_MS, type MachineRecord, machineSchema } from './machine-record';
import { answerList } from './odata-query';
import { type Call, MACHINE_READERS, type Route } from './route';
import { wireTime } from './wire-time';

/** The endpoints that read machines. */
export function createMachineRoutes(options: MachineRouteOptions): readonly Route[] {
  const { estate } = options;
  const schema = machineSchema(options.isNameCaseIgnored);
  const listOf = (rows: readonly MachineRecord[], call: Call): Reply => ({
    status: 200,
    body: { '@odata.context': `${call.metadata}#Machines`, value: rows },
  });
  const withMachine = (call: Call, answer: (machine: MachineRecord) => Reply): Reply => {
    const [wanted = ''] = call.params;
    const machine = estate.byIdOrName(wanted);
    return machine === undefined ? resourceNotFound('Machine', wanted) : answer(machine);
  };

  const findByIp = (call: Call): Reply => {
    const [ip = '', timestamp = ''] = call.params;
    const at = Date.parse(timestamp);
    if (!/^[\d.]+$|^[\da-f:]+$/i.test(ip))
      return defenderError(400, 'InvalidIpAddress', `IP address '${ip}' is invalid`);
    if (Number.isNaN(at)) return invalidInput(`'${timestamp}' is not a timestamp`);
    if (at < options.now() - 30 * DAY_MS) return invalidInput('The timestamp must be within the past 30 days');
    const isThere = (machine: MachineRecord): boolean =>
      (machine.lastIpAddress === ip || machine.ipAddresses.some((address) => address.ipAddress === ip)) &&
      Math.abs(Date.parse(machine.lastSeen) - at) <= 15 * MINUTE_MS;
    return listOf(estate.all().filter(isThere), call);
  };

  const findByTag = (call: Call): Reply => {
    const tag = call.search.get('tag');
    if (!tag) return missingParameter('tag');
    const isPrefix = call.search.get('useStartsWithFilter') === 'true';
    const isTagged = (one: string): boolean => (isPrefix ? one.startsWith(tag) : one === tag);
    return listOf(
      estate.all().filter((machine) => machine.machineTags.some(isTagged)),
      call,
    );
  };

  return [
    {
      name: 'listMachines',
      method: 'GET',
      path: /^\/machines$/i,
      roles: MACHINE_READERS,
      answer: (call) =>
        answerList({
          rows: estate.all(),
          search: call.search,
          schema,
          pageSize: options.pageSize(),
          url: call.url,
          context: `${call.metadata}#Machines`,
          view: (machine) => machine,
        }),
    },
    {
      name: 'findByIp',
      method: 'GET',
      path: /^\/machines\/findbyip\(ip='([^']*)',timestamp=([^)]*)\)$/i,
      roles: MACHINE_READERS,
      answer: findByIp,
    },
    { name: 'findByTag', method: 'GET', path: /^\/machines\/findbytag$/i, roles: MACHINE_READERS, answer: findByTag },
    {
      name: 'getMachine',
      method: 'GET',
      path: /^\/machines\/([^/()]+)$/i,
      roles: MACHINE_READERS,
      answer: (call) =>
        withMachine(call, (machine) => ({
          status: 200,
          body: { '@odata.context': `${call.metadata}#Machines/$entity`, ...machine },
        })),
    },
    {
      name: 'getLogonUsers',
      method: 'GET',
      path: /^\/machines\/([^/()]+)\/logonusers$/i,
      roles: ['User.Read.All'],
      answer: (call) =>
        withMachine(call, (machine) => ({
          status: 200,
          body: { '@odata.context': `${call.metadata}#Users`, value: logonUsers(machine, options.now()) },
        })),
    },
    {
      name: 'getMachineAlerts',
      method: 'GET',
      path: /^\/machines\/([^/()]+)\/alerts$/i,
      roles: ['Alert.Read.All', 'Alert.ReadWrite.All'],
      answer: (call) =>
        withMachine(call, () => ({ status: 200, body: { '@odata.context': `${call.metadata}#Alerts`, value: [] } })),
    },
  ];
}

export interface MachineRouteOptions {
  readonly estate: MachineEstate;
  readonly now: () => number;
  readonly isNameCaseIgnored: () => boolean;
  readonly pageSize: () => number;
}

function logonUsers(machine: MachineRecord, nowMs: number): readonly unknown[] {
  if (machine.onboardingStatus !== 'Onboarded') return [];
  return [
    {
      id: 'contoso\\ines.moreau',
      accountName: 'ines.moreau',
      accountDomain: 'contoso',
      firstSeen: wireTime(nowMs - 60 * DAY_MS),
      lastSeen: machine.lastSeen,
      logonTypes: 'Interactive',
      isDomainAdmin: false,
      isOnlyNetworkUser: false,
    },
  ];
}
