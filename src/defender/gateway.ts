import { actionOf } from '../domain/catalogue';
import type { Clock, Defender, DefenderReads, Log } from '../flow/ports';
import type { CallLog } from '../flow/storage';
import { createActionLookUp } from './action-look-up';
import { createApi } from './api';
import { createBudget, type ReadTurn } from './budget';
import { createClient } from './client';
import { portalLinkIn } from './clouds';
import { createEntra } from './entra';
import { createApiWatch, type DefenderHealth } from './health';
import { createListing } from './listing';
import { createMachineLookUp } from './machine-look-up';
import { createProbe, type Probed } from './probe';
import { createRead, type Read } from './read';
import { createSend } from './send';
import { type DefenderSettings, placeOf } from './settings';
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
  probe(): Promise<readonly Probed[]>;
  /** Rebuilds the budget's windows and fetches the first token, as far as either can be done now. Never rejects. */
  prime(): Promise<void>;
  /** Starts no more calls; resolves when those under way are over, at the latest one call time-out later. */
  stop(): Promise<void>;
}

/** Builds everything that talks to Entra and Defender, sharing one token, one budget and one set of connections. */
export const createDefender = ({
  settings,
  calls,
  clock,
  log,
}: {
  readonly settings: DefenderSettings;
  readonly calls: CallLog;
  readonly clock: Clock;
  readonly log: Log;
}): DefenderGateway => {
  const client = createClient({ clock });
  const watch = createApiWatch({ clock });
  const tokens = createTokens({ acquire: createEntra({ settings, client, clock, log }), clock });
  const budget = createBudget({ limits: settings.rateLimits, calls, clock, log });
  const api = createApi({ settings, client, clock, log, onOutcome: watch.note });
  const send = createSend({ api, tokens, budget, clock, log });
  const readsWith = (read: Read): DefenderReads => {
    const listing = createListing({ read, apiBase: `${placeOf(settings).apiUrl}/api`, log });
    return { ...createMachineLookUp({ read, listing, clock }), ...createActionLookUp({ read, listing }) };
  };
  const readAs = (turn: ReadTurn): Read => createRead({ api, tokens, budget, turn, clock, log });
  const read = readAs('read');

  const defender: Defender = {
    ...readsWith(read),
    beforeSending: readsWith(readAs('facts')),
    following: readsWith(readAs('following')),
    send: (isContainment, prepare) => send(isContainment ? 'containment' : 'action', prepare),
    cancel: (machineActionId, comment, mayCall) => {
      const posting = {
        path: `/machineactions/${encodeURIComponent(machineActionId)}/cancel`,
        body: { Comment: comment },
        permissions: actionOf('cancel').permissions,
        startBefore: Number.POSITIVE_INFINITY,
      };
      return send('action', async () => ((await mayCall()) ? posting : null));
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
        budget: { windows: budget.use(), waiting: budget.waiting() },
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
