import { buildMachine, type MachineFacts, type MachineRecord } from './machine-record';

/** The machines of the tenant, and how they are found. */
export function createMachineEstate(options: MachineEstateOptions): MachineEstate {
  const machines = new Map(options.machines.map((machine) => [machine.id, machine]));
  const unreachable = new Set(
    options.machines.filter((machine) => machine.healthStatus !== 'Active').map((machine) => machine.id),
  );
  const isNamed = (machine: MachineRecord, name: string): boolean =>
    machine.computerDnsName === name ||
    (options.isNameCaseIgnored() && machine.computerDnsName.toLowerCase() === name.toLowerCase());

  return {
    all: () => [...machines.values()],
    byId: (id) => machines.get(id),
    byIdOrName: (wanted) =>
      machines.get(wanted) ??
      [...machines.values()]
        .filter((machine) => isNamed(machine, wanted))
        .sort((a, b) => Date.parse(b.lastSeen) - Date.parse(a.lastSeen))[0],
    add: (facts) => {
      const machine = buildMachine(facts, options.now());
      machines.set(machine.id, machine);
      return machine;
    },
    change: (id, facts) => {
      const machine = machines.get(id);
      if (machine === undefined) throw new Error(`no machine ${id}`);
      machines.set(id, { ...machine, ...facts, id });
    },
    remove: (id) => {
      machines.delete(id);
    },
    isReachable: (id) => !unreachable.has(id),
    disconnect: (id) => {
      unreachable.add(id);
    },
    connect: (id) => {
      unreachable.delete(id);
    },
  };
}

export interface MachineEstateOptions {
  readonly machines: readonly MachineRecord[];
  readonly now: () => number;
  readonly isNameCaseIgnored: () => boolean;
}

export interface MachineEstate {
  readonly all: () => readonly MachineRecord[];
  readonly byId: (id: string) => MachineRecord | undefined;
  /** The whole DNS name; of several machines with one name, the one that was seen last. */
  readonly byIdOrName: (wanted: string) => MachineRecord | undefined;
  readonly add: (facts: MachineFacts) => MachineRecord;
  readonly change: (id: string, facts: Partial<MachineRecord>) => void;
  readonly remove: (id: string) => void;
  /** An unreachable machine's Machine Actions stay Pending. */
  readonly isReachable: (id: string) => boolean;
  readonly disconnect: (id: string) => void;
  readonly connect: (id: string) => void;
}
