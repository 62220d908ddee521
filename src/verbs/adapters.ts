import type { Config } from '../config';
import { createDefender } from '../defender/gateway';
import type { Change } from '../domain/change';
import type { DefenderHealth } from '../defender/health';
import type { noStore } from '../doctor/no-store';
import type { Log } from '../flow/ports';
import { systemClock } from '../host/clock';
import { randomIds } from '../host/ids';
import { createSlack } from '../slack/create-slack';
import type { Outside } from '../slack/look';
import { type OpenStore, openStore } from '../store/open-store';

/** For people, from what `/readyz` tells. */
const outsideOf = ({ token, api, budget }: DefenderHealth): Outside => ({
  failing: [
    { fault: token.fault, since: token.failingSince },
    { fault: api.fault, since: api.failingSince },
  ].flatMap(({ fault, since }) => (fault === null ? [] : [{ fault, since }])),
  silentUntil: api.pausedUntil,
  fullWindows: budget.windows.filter(({ used, calls }) => used >= calls),
});

/** The adapters, built and not started. */
export const buildAdapters = (config: Config, stored: typeof noStore, log: Log) => {
  const defender = createDefender({
    settings: config.defender,
    redisUrl: config.redisUrl,
    calls: stored.calls,
    packageCalls: stored.packageCalls,
    clock: systemClock,
    log,
  });
  const slack = createSlack({
    settings: config.slack,
    deliveries: stored.deliveries,
    drafts: stored.drafts,
    machines: stored.machines,
    cards: stored.posts,
    clock: systemClock,
    log,
    newId: randomIds.unique,
    look: {
      isRehearsal: config.isRehearsal,
      portalLink: defender.portalLink,
      outside: () => outsideOf(defender.health()),
    },
  });
  return { defender, slack };
};

/** The store of the settings, open. */
export const openStoreOf = (
  config: Config,
  log: Log,
  committed?: (change: Change, tookMs: number) => void,
): Promise<OpenStore> =>
  openStore({
    place: config.database,
    owner: randomIds.unique(),
    now: systemClock.now,
    log,
    newId: randomIds.unique,
    auditKey: config.auditKeys[0] ?? null,
    ...(committed === undefined ? {} : { committed }),
  });
