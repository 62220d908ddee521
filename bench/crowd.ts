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

/** A workspace full of people, and an estate of machines for them. */
export interface Crowd {
  readonly seed: Seed;
  readonly clickers: readonly string[];
  readonly askers: readonly string[];
  readonly channels: readonly string[];
  /** A machine for each card and for each clicker. */
  readonly machineNames: readonly string[];
  readonly machines: readonly MachineRecord[];
  readonly policy: string;
}

/** A crowd in which `size` people decide about `cards` requests, each in a channel of its own. */
export const createCrowd = (size: number, cards: number): Crowd => {
  const clickers = numbers(size).map(person('CLICKER'));
  const askers = numbers(cards).map(person('ASKER'));
  const idsOf = (people: readonly SeedUser[]) => people.map(({ id }) => id);
  const members = [...idsOf(clickers), ...idsOf(askers), defaultSeed.botUserId];
  const channels = numbers(cards).map((number) => ({ id: `C0ROOM${number}`, name: `room-${number}`, members }));
  const names = numbers(size + cards).map((number) => `bench-${number}`);
  return {
    seed: {
      ...defaultSeed,
      users: [...defaultSeed.users, ...clickers, ...askers],
      groups: [
        { id: 'S0RESPONDERS', handle: 'responders', name: 'Responders', users: [...idsOf(askers), ...idsOf(clickers)] },
        { id: 'S0APPROVERS', handle: 'approvers', name: 'Approvers', users: idsOf(clickers) },
      ],
      channels,
    },
    clickers: idsOf(clickers),
    askers: idsOf(askers),
    channels: channels.map(({ id }) => id),
    machineNames: names,
    machines: names.map((name, index) =>
      buildMachine(
        { id: (index + 1).toString(16).padStart(40, '0'), computerDnsName: `${name}.contoso.example` },
        Date.now(),
      ),
    ),
    // Every click counts: a request is decided by the last of its clickers.
    policy: `version: 1
requestors: { usergroups: [S0RESPONDERS] }
approvers: { usergroups: [S0APPROVERS] }
quorum: ${size / cards}
mention: false
`,
  };
};
