import { type LoopbackServer, startLoopbackServer } from '../entra/loopback-server';
import { createWatch, type Watch } from '../entra/watch';
import { type ActionBook, createActionBook } from './action-book';
import { ACTION_KINDS, type ActionKind } from './action-kind';
import { createActionProgress, type Progress } from './action-progress';
import { isOpen, type SimulatedAction } from './action-record';
import { createActionRoutes } from './action-route';
import { type Behaviour, DEFAULT_BEHAVIOUR } from './behaviour';
import { createFaults, type Faults } from './fault';
import { createFrontDoor } from './front-door';
import type { Introspect } from './gatekeeper';
import { createMachineEstate, type MachineEstate } from './machine-estate';
import type { MachineRecord } from './machine-record';
import { createMachineRoutes } from './machine-route';
import { seedMachines } from './machine-seed';
import { createRateWindows, DEFAULT_RATE_LIMITS, type RateLimit, type RateViolation } from './rate-window';
import { createRequestLog, type LoggedRequest } from './request-log';
import { createThrottle, type EarlyCall, type Throttle } from './throttle';

/** Starts a local Defender for Endpoint API of one tenant, under `{url}/api` and `{url}/api/v1.0`. */
export async function startDefenderSimulator(options: DefenderOptions): Promise<DefenderSimulator> {
  const now = options.now ?? Date.now;
  const behaviour: Behaviour = { ...DEFAULT_BEHAVIOUR, ...options.behaviour };
  const isNameCaseIgnored = (): boolean => behaviour.nameCase === 'ignored';
  const log = createRequestLog({ onChange: () => watch.changed() });
  const watch = createWatch({ describe: () => log.describe() });
  const estate = createMachineEstate({ machines: options.machines ?? seedMachines(now()), now, isNameCaseIgnored });
  const book = createActionBook({
    now,
    clockSkewMs: () => behaviour.clockSkewMs,
    onChange: () => watch.changed(),
  });
  const progress = createActionProgress({
    progress: () => behaviour.progress,
    isReachable: estate.isReachable,
    step: (id, { status, errorHResult }) => {
      const action = book.find(id);
      if (action === undefined || !isOpen(action)) return;
      book.move(id, status, errorHResult === undefined ? {} : { errorHResult });
    },
  });
  const faults = createFaults({ onChange: () => watch.changed() });
  const throttle = createThrottle();
  const windows = createRateWindows(options.rateLimits ?? DEFAULT_RATE_LIMITS);
  const door = createFrontDoor({
    now,
    // Windows are judged on a clock that no time server can set back, unless the test has its own.
    monotonicMs: options.now ?? (() => performance.now()),
    introspect: options.introspect,
    routes: [
      ...createActionRoutes({
        book,
        estate,
        behaviour,
        onStarted: progress.start,
        kinds: [...ACTION_KINDS, ...(options.moreActions ?? [])],
      }),
      ...createMachineRoutes({ estate, now, isNameCaseIgnored, pageSize: () => behaviour.pageSize }),
    ],
    faults,
    throttle,
    windows,
    log,
  });
  const server = await startLoopbackServer({
    onArrival: door.onArrival,
    date: () => new Date(now() + behaviour.clockSkewMs),
    ...(options.port === undefined ? {} : { port: options.port }),
  });
  return facade({ server, behaviour, log, watch, estate, book, progress, faults, throttle, windows, door });
}

export interface DefenderOptions {
  readonly introspect: Introspect;
  readonly port?: number;
  /** Milliseconds since the epoch; also the clock of the rate windows. */
  readonly now?: () => number;
  readonly machines?: readonly MachineRecord[];
  readonly rateLimits?: readonly RateLimit[];
  readonly behaviour?: Partial<Behaviour>;
  /** Actions that Microsoft does not document, for a test that invents one. */
  readonly moreActions?: readonly ActionKind[];
}

export interface DefenderSimulator {
  /** What DEFENDER_API_URL is set to. */
  readonly url: string;
  readonly port: number;
  /** Knobs that may be turned at any time. */
  readonly behaviour: Behaviour;
  /** Setting it applies to all open Machine Actions too. */
  progress: Progress;
  readonly log: readonly LoggedRequest[];
  /** Calls that were one too many in some window. */
  readonly violations: readonly RateViolation[];
  /** Calls that came before a 429's `Retry-After` was over. */
  readonly earlyCalls: readonly EarlyCall[];
  /** Oldest first. */
  readonly actions: () => readonly SimulatedAction[];
  readonly machines: Omit<MachineEstate, 'disconnect' | 'connect'>;
  /** Its Machine Actions stay where they are. */
  readonly disconnect: (machineId: string) => void;
  readonly connect: (machineId: string) => void;
  /** To any status word, known or not. */
  readonly advance: (actionId: string, status: string, facts?: ActionEnding) => SimulatedAction;
  readonly finish: (
    actionId: string,
    status: 'Succeeded' | 'Failed' | 'TimeOut' | 'Cancelled',
    facts?: ActionEnding,
  ) => SimulatedAction;
  /** Changes any field of a Machine Action, its type included. */
  readonly change: ActionBook['change'];
  readonly hide: (actionId: string) => void;
  readonly reveal: (actionId: string) => void;
  /** A Machine Action that a person started in the portal. It never moves by itself. */
  readonly portalAction: (start: PortalAction) => SimulatedAction;
  readonly fault: Faults['add'];
  readonly clearFaults: () => void;
  readonly throttle: Throttle['order'];
  readonly until: Watch['until'];
  readonly goAway: () => Promise<void>;
  readonly comeBack: () => Promise<void>;
  readonly stop: () => Promise<void>;
}

export interface ActionEnding {
  readonly errorHResult?: number;
}

export interface PortalAction {
  readonly machineId: string;
  readonly type: string;
  readonly scope?: string;
  /** Pending unless said. */
  readonly status?: string;
  /** A user principal name. */
  readonly requestor?: string;
  readonly comment?: string;
}

interface Parts {
  readonly server: LoopbackServer;
  readonly behaviour: Behaviour;
  readonly log: ReturnType<typeof createRequestLog>;
  readonly watch: Watch;
  readonly estate: MachineEstate;
  readonly book: ActionBook;
  readonly progress: ReturnType<typeof createActionProgress>;
  readonly faults: Faults;
  readonly throttle: Throttle;
  readonly windows: ReturnType<typeof createRateWindows>;
  readonly door: ReturnType<typeof createFrontDoor>;
}

function facade(parts: Parts): DefenderSimulator {
  const { server, behaviour, log, watch, estate, book, progress, faults, throttle, windows, door } = parts;
  const restart = (actions: readonly SimulatedAction[]): void => {
    for (const action of actions) if (action.requestSource === 'PublicApi') progress.start(action);
  };
  return {
    url: server.url,
    port: server.port,
    behaviour,
    get progress() {
      return behaviour.progress;
    },
    set progress(next) {
      behaviour.progress = next;
      progress.stopAll();
      restart(book.all());
    },
    get log() {
      return log.entries();
    },
    get violations() {
      return windows.violations();
    },
    get earlyCalls() {
      return throttle.early();
    },
    actions: book.all,
    machines: estate,
    disconnect: (machineId) => {
      estate.disconnect(machineId);
      for (const action of book.all()) if (action.machineId === machineId) progress.stop(action.id);
    },
    connect: (machineId) => {
      estate.connect(machineId);
      restart(book.all().filter((action) => action.machineId === machineId));
    },
    advance: (actionId, status, facts) => {
      progress.stop(actionId);
      return book.move(actionId, status, facts);
    },
    finish: (actionId, status, facts) => {
      progress.stop(actionId);
      if (status === 'Cancelled') return book.cancel(actionId, PORTAL_PERSON, 'Cancelled in the portal');
      return book.move(actionId, status, facts);
    },
    change: book.change,
    hide: (actionId) => void book.change(actionId, { isHidden: true }),
    reveal: (actionId) => void book.change(actionId, { isHidden: false }),
    portalAction: ({ comment = 'Started in the portal', requestor = PORTAL_PERSON, ...start }) =>
      book.create({
        ...start,
        requestor,
        comment,
        source: 'Portal',
        computerDnsName: estate.byId(start.machineId)?.computerDnsName ?? null,
      }),
    fault: faults.add,
    clearFaults: faults.clear,
    throttle: throttle.order,
    until: watch.until,
    goAway: server.goAway,
    comeBack: server.comeBack,
    stop: async () => {
      progress.stopAll();
      door.stop();
      watch.stop();
      await server.stop();
    },
  };
}

const PORTAL_PERSON = 'noor.haddad@contoso.example';
