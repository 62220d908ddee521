import { buildMachine, type MachineRecord } from '../simulator/defender/machine-record';
import { defaultSeed, type Seed, type SeedUser } from '../simulator/slack/seed';

const numbers = (count: number): readonly string[] =>
  Array.from({ length: count }, (_, index) => String(index + 1).padStart(3, '0'));

const person =
  (prefix: string) =>
  (number: string): SeedUser => ({
    id: `U0${prefix}${number}`,
    name: `${prefix.toLowerCase()}${number}`,
    realName: `${prefix} ${number}`,
  });

const idsOf = (people: readonly { readonly id: string }[]): readonly string[] => people.map(({ id }) => id);

/** A workspace of many channels, with people who ask and people who decide, and an estate of machines. */
export interface Crowd {
  readonly seed: Seed;
  readonly askers: readonly string[];
  readonly approvers: readonly string[];
  readonly channels: readonly string[];
  readonly machines: readonly MachineRecord[];
}

/** A crowd of this size. Slack takes one message a second in each channel, so many channels keep it from being the bound. */
export const createCrowd = (size: {
  readonly people: number;
  readonly channels: number;
  readonly machines: number;
}): Crowd => {
  const askers = numbers(size.people).map(person('ASKER'));
  const approvers = numbers(size.people).map(person('APPROVER'));
  const members = [...idsOf(askers), ...idsOf(approvers), defaultSeed.botUserId];
  const channels = numbers(size.channels).map((number) => ({ id: `C0ROOM${number}`, name: `room-${number}`, members }));
  return {
    seed: {
      ...defaultSeed,
      users: [...defaultSeed.users, ...askers, ...approvers],
      groups: [
        { id: 'S0RESPONDERS', handle: 'responders', name: 'Responders', users: idsOf(askers) },
        { id: 'S0APPROVERS', handle: 'approvers', name: 'Approvers', users: [...idsOf(approvers), ...idsOf(askers)] },
      ],
      channels,
    },
    askers: idsOf(askers),
    approvers: idsOf(approvers),
    channels: idsOf(channels),
    machines: numbers(size.machines).map((number, index) =>
      buildMachine(
        { id: (index + 1).toString(16).padStart(40, '0'), computerDnsName: `srv-${number}.contoso.example` },
        Date.now(),
      ),
    ),
  };
};

/** Anybody of the group approves; nobody is held back by a limit, for these people never rest. */
export const POLICY = `version: 1
requestors: { usergroups: [S0RESPONDERS] }
approvers: { usergroups: [S0APPROVERS] }
quorum: 1
expires_in: 30m
send_within: 15m
mention: false
limits: { requests: 900000/10m, refused_clicks: 900000/10m }
`;
