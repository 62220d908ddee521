import type { Config } from '../config';
import { createDefender } from '../defender/gateway';
import type { noStore } from '../doctor/no-store';
import type { Log } from '../flow/ports';
import { systemClock } from '../host/clock';
import { randomIds } from '../host/ids';
import { createSlack } from '../slack/create-slack';
import { type OpenStore, openStore } from '../store/open-store';

/** The adapters, built and not started. */
export const buildAdapters = (config: Config, stored: typeof noStore, log: Log) => {
  const defender = createDefender({ settings: config.defender, calls: stored.calls, clock: systemClock, log });
  const slack = createSlack({
    settings: config.slack,
    deliveries: stored.deliveries,
    drafts: stored.drafts,
    machines: stored.machines,
    cards: stored.posts,
    clock: systemClock,
    log,
    newId: randomIds.unique,
    look: { isRehearsal: config.isRehearsal, portalLink: defender.portalLink },
  });
  return { defender, slack };
};

/** The store of the settings, open. */
export const openStoreOf = (config: Config, log: Log): Promise<OpenStore> =>
  openStore({
    path: config.database.path,
    owner: randomIds.unique(),
    now: systemClock.now,
    log,
    newId: randomIds.unique,
    auditKey: config.auditKeys[0] ?? null,
  });
