import { randomUUID } from 'node:crypto';
import { actionOf } from '../domain/catalogue';
import type { Clock, Defender, DefenderReads, Log } from '../flow/ports';
import type { CallLog } from '../flow/call-log';
import { createActionLookUp } from './action-look-up';
import { createApi } from './api';
import { createBudget, type ReadTurn, START_WITHIN_MS } from './budget/budget';
import { createSpecialBudget } from './budget/special-budget';
import { createRedisPlan } from './budget/redis-plan';
import { createClient } from './client';
import { createClockWatch } from './clock-watch';
import { portalLinkIn } from './clouds';
import { createEntra } from './entra';
import { createApiWatch, type DefenderHealth } from './health';
import { createListing } from './listing';
import { createLoggedOnLookUp } from './logged-on-look-up';
import { createMachineLookUp } from './machine-look-up';
import { createPackageLink, PACKAGE_LIMITS } from './package-link';
import { createProbe, type Probed, type Wanted } from './probe';
import { createRead, PATIENCE_MS, type Read } from './read';
import { createSend, type Send } from './send';
import { type DefenderSettings, placeOf } from './settings';
import { createSharedLookUps } from './shared-look-ups';
import { createTokens } from './token';

/** Microsoft Defender for Endpoint, with what an operator needs around the port. */
export interface DefenderGateway {
  readonly defender: Defender;
  /** The portal's page of a machine. */
  portalLink(machineId: string): string;
  /** How it is going. Waits for nothing outside. */
  health(): DefenderHealth;
  /** The app's permissions as its token names them. Rejects with a `Fault` of system Entra. */
  roles(): Promise<readonly string[]>;
  /** Asks Defender, by calls that cannot do anything, for what it would let the app do. */
  probe(wanted: Wanted): Promise<readonly Probed[]>;
  /** Rebuilds the budget's windows and fetches the first token, as far as either can be done now. Never rejects. */
  prime(): Promise<void>;
  /** Starts no more calls; resolves when those under way are over, at the latest one call time-out later. */
  stop(): Promise<void>;
}

/** Builds everything that talks to Entra and Defender, sharing one token, one budget and one set of connections. */
export const createDefender = ({
  settings,
  redisUrl,
  calls,
  packageCalls,
  clock,
  log,
}: {
  readonly settings: DefenderSettings;
  /** Where replicas share the budget's order and pace; null where the store does for it. */
  readonly redisUrl: string | null;
  readonly calls: CallLog;
  /** The calls for links to packages alone, which have a limit of their own. */
  readonly packageCalls: CallLog;
  readonly clock: Clock;
  readonly log: Log;
}): DefenderGateway => {
  const client = createClient({ clock });
  const watch = createApiWatch({ clock });
  const clocks = {
    entra: createClockWatch({ system: 'Entra', clock, log }),
    defender: createClockWatch({ system: 'Defender', clock, log }),
  };
  const tokens = createTokens({
    acquire: createEntra({ settings, client, clock, log, clockWatch: clocks.entra }),
    clock,
  });
  const { rateLimits: limits, timeoutMs } = settings;
  const plan =
    redisUrl === null
      ? null
      : createRedisPlan({
          url: redisUrl,
          // Microsoft counts the calls of one app registration together, wherever they come from.
          scope: `${settings.tenantId} ${settings.clientId}`.toLowerCase(),
          replica: randomUUID(),
          limits,
          leaseMs: START_WITHIN_MS + timeoutMs,
        });
  const budget = createBudget({ limits, timeoutMs, calls, plan, clock, log });
  const api = createApi({ settings, client, clock, log, onOutcome: watch.note, clockWatch: clocks.defender });
  const send = createSend({ api, tokens, budget, clock, log });
  const readsWith = (read: Read): DefenderReads => {
    const listing = createListing({ read, apiBase: `${placeOf(settings).apiUrl}/api`, log });
    return {
      ...createMachineLookUp({ read, listing, clock }),
      ...createActionLookUp({ read, listing }),
      ...createLoggedOnLookUp({ read }),
    };
  };
  const readAs = (turn: ReadTurn): Read => createRead({ api, tokens, budget, turn, clock, log });
  const read = readAs('read');

  const forPeople = readsWith(read);
  const lookUps = createSharedLookUps({ reads: forPeople, clock });
  const sendAs: Send = (turn, prepare) => send(turn, prepare).finally(lookUps.forget);
  const defender: Defender = {
    ...forPeople,
    findMachines: lookUps.findMachines,
    machines: lookUps.machines,
    actionsOn: lookUps.actionsOn,
    containmentsSince: lookUps.containmentsSince,
    beforeSending: readsWith(readAs('facts')),
    following: readsWith(readAs('following')),
    packageLink: createPackageLink({
      // Once: every try counts towards the limit of these links.
      read: createRead({ api, tokens, budget, turn: 'read', tries: 1, clock, log }),
      budget: createSpecialBudget({
        limits: PACKAGE_LIMITS,
        overInMs: PATIENCE_MS + START_WITHIN_MS + timeoutMs,
        calls: packageCalls,
        clock,
        log,
      }),
    }),
    send: (isContainment, prepare) => sendAs(isContainment ? 'containment' : 'action', prepare),
    cancel: (machineActionId, comment, mayCall) => {
      const posting = {
        path: `/machineactions/${encodeURIComponent(machineActionId)}/cancel`,
        body: { Comment: comment },
        permissions: actionOf('cancel').permissions,
        startBefore: Number.POSITIVE_INFINITY,
      };
      return sendAs('action', async () => ((await mayCall()) ? posting : null));
    },
  };

  return {
    defender,
    portalLink: (machineId) => portalLinkIn(settings.cloud, machineId),
    health: () => {
      const until = budget.pause.until();
      return {
        token: tokens.health(),
        api: { ...watch.health(), pausedUntil: until > clock.now() ? until : null },
        clockAheadMs: { entra: clocks.entra.aheadMs(), defender: clocks.defender.aheadMs() },
        budget: { keptBy: budget.keptBy(), windows: budget.use(), waiting: budget.waiting() },
      };
    },
    roles: async () => (await tokens.get()).roles,
    probe: createProbe({ read, send }),
    prime: async () => {
      const done = await Promise.allSettled([budget.prime(), tokens.get()]);
      for (const each of done) {
        if (each.status === 'rejected') log.warn('defender.not-primed');
      }
    },
    stop: async () => {
      tokens.stop();
      await budget.stop();
      client.stop();
    },
  };
};
