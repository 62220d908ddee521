import { containmentTypes } from '../../src/domain/containment';
import { Fault } from '../../src/domain/fault';
import type { LoggedOnUser } from '../../src/domain/logged-on-user';
import type { Machine } from '../../src/domain/machine';
import type { MachineAction } from '../../src/domain/machine-action';
import type { Answer, Order } from '../../src/domain/run';
import type { Clock, Defender, PackageLink } from '../../src/flow/ports';
import { actionWith, faultWith } from '../domain/builders';

const TYPES: Readonly<Record<string, string>> = {
  isolate: 'Isolate',
  unisolate: 'Unisolate',
  restrictCodeExecution: 'RestrictCodeExecution',
  unrestrictCodeExecution: 'UnrestrictCodeExecution',
  runAntiVirusScan: 'RunAntiVirusScan',
  collectInvestigationPackage: 'CollectInvestigationPackage',
};

/** Defender, in memory. Everything may be changed by a test at any time. */
export interface FakeDefender extends Defender {
  machineList: Machine[];
  actionList: MachineAction[];
  /** What lists of containments call the machines; one that is absent is nameless there. */
  machineNames: Map<string, string>;
  /** Who has logged on, wherever. */
  userList: LoggedOnUser[];
  /** What asking who has logged on fails with; null: it works. */
  loggedOnFault: Fault | null;
  /** Every call that reached Defender. */
  readonly orders: Order[];
  /** Every read, by name. */
  readonly reads: string[];
  readonly cancelled: string[];
  /** What reads fail with; null: they work. */
  readFault: Fault | null;
  /** The answers of the next calls, first one first; then every call is accepted. A call has reached Defender when it is asked. */
  readonly nextAnswers: ((order: Order) => Promise<Answer>)[];
  /** What asking for the next links is answered with; then there is always one. */
  readonly packageAnswers: (PackageLink | Fault)[];
  /** What calls wait for before they prepare: a slot of the budget. */
  slot: () => Promise<void>;
  /** What cancelling a twin is answered with; null: it works. */
  cancelAnswer: Answer | null;
  /** Takes a call as Defender does: a Machine Action is open now. */
  accept(order: Order): MachineAction;
}

export const createFakeDefender = (clock: Clock): FakeDefender => {
  let made = 0;

  const reading = async <T>(name: string, read: () => T): Promise<T> => {
    fake.reads.push(name);
    if (fake.readFault !== null) throw fake.readFault;
    return read();
  };

  const accept = (order: Order): MachineAction => {
    const [, , id = '', tail = ''] = order.path.split('/');
    if (tail === 'cancel') {
      const action = fake.actionList.find((one) => one.id === id);
      if (action === undefined) throw new Error(`no Machine Action ${id}`);
      const cancelled = { ...action, status: 'Cancelled', cancellationComment: order.body['Comment'] ?? '' };
      fake.actionList = fake.actionList.map((one) => (one.id === id ? cancelled : one));
      return cancelled;
    }
    made += 1;
    const action = actionWith({
      id: `ma-${made}`,
      type: TYPES[tail] ?? tail,
      scope: order.body['IsolationType'] ?? order.body['ScanType'] ?? null,
      comment: order.body['Comment'] ?? null,
      machineId: id,
      createdAt: clock.now(),
      updatedAt: clock.now(),
    });
    fake.actionList = [action, ...fake.actionList];
    return action;
  };

  const fake: FakeDefender = {
    machineList: [],
    actionList: [],
    machineNames: new Map(),
    userList: [],
    loggedOnFault: null,
    orders: [],
    reads: [],
    cancelled: [],
    readFault: null,
    nextAnswers: [],
    slot: async () => {},
    cancelAnswer: null,
    accept,
    get beforeSending() {
      return fake;
    },
    get following() {
      return fake;
    },
    findMachines: (name) =>
      reading('findMachines', () =>
        fake.machineList.filter((one) => [one.name, one.id, one.lastIp, one.name.split('.')[0]].includes(name)),
      ),
    findMachinesEach: (names) =>
      reading('findMachinesEach', () => {
        const called = (name: string) => (one: Machine) =>
          [one.name, one.id, one.lastIp, one.name.split('.')[0]].includes(name);
        return new Map(names.map((name) => [name, fake.machineList.filter(called(name))] as const));
      }),
    machines: (ids) =>
      reading('machines', () => {
        const found = fake.machineList.filter((one) => ids.includes(one.id));
        return new Map(found.map((one) => [one.id, one] as const));
      }),
    machinePage: () => reading('machinePage', () => ({ machines: fake.machineList, next: null })),
    actionsOn: (machineId) => reading('actionsOn', () => fake.actionList.filter((one) => one.machineId === machineId)),
    actionsOnEach: (ids) =>
      reading(
        'actionsOnEach',
        () => new Map(ids.map((id) => [id, fake.actionList.filter((one) => one.machineId === id)] as const)),
      ),
    actionsSince: (since) =>
      reading('actionsSince', () => fake.actionList.filter((one) => (one.createdAt ?? since) >= since)),
    containmentsSince: (since) =>
      reading('containmentsSince', () =>
        fake.actionList
          .filter((one) => containmentTypes.includes(one.type) && (one.createdAt ?? since) >= since)
          .map((one) => ({ ...one, machineName: fake.machineNames.get(one.machineId ?? '') ?? null })),
      ),
    loggedOnUsers: (machineId) =>
      reading('loggedOnUsers', () => {
        if (fake.loggedOnFault !== null) throw fake.loggedOnFault;
        return fake.machineList.some((one) => one.id === machineId) ? fake.userList : null;
      }),
    action: (id) => reading('action', () => fake.actionList.find((one) => one.id === id) ?? null),
    send: async (_, prepare) => {
      await fake.slot();
      const order = await prepare();
      if (order === null) return null;
      if (clock.now() >= order.startBefore) {
        return { kind: 'unsent', fault: faultWith({ code: 'too-late' }), retryAt: null };
      }
      fake.orders.push(order);
      const answer = fake.nextAnswers.shift();
      return answer === undefined ? { kind: 'accepted', action: accept(order), at: clock.now() } : answer(order);
    },
    packageLink: async (id) => {
      const answer = fake.packageAnswers.shift() ?? { kind: 'link', url: `https://packages.example/${id}` };
      if (answer instanceof Fault) throw answer;
      return answer;
    },
    packageAnswers: [],
    cancel: async (id, _comment, mayCall) => {
      if (!(await mayCall())) return null;
      fake.cancelled.push(id);
      if (fake.cancelAnswer !== null) return fake.cancelAnswer;
      const action = fake.actionList.find((one) => one.id === id);
      if (action === undefined) return { kind: 'refused', fault: faultWith({ code: 'NotFound' }) };
      fake.actionList = fake.actionList.map((one) => (one.id === id ? { ...one, status: 'Cancelled' } : one));
      return { kind: 'accepted', action: { ...action, status: 'Cancelled' }, at: clock.now() };
    },
  };
  return fake;
};

/** Defender cannot be reached. */
export const away = (): Fault => new Fault(faultWith({ code: 'ECONNREFUSED', says: 'connection refused' }));

/** An answer that comes when the test says so. */
export const held = <T>() => {
  let give: (value: T) => void = () => {};
  const promise = new Promise<T>((resolve) => {
    give = resolve;
  });
  return { promise, give };
};
