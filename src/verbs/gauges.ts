import type { DefenderHealth } from '../defender/health';
import type { Instant } from '../domain/instant';
import { FOLLOWED_MS } from '../flow/home';
import type { Store } from '../flow/storage';
import { systemClock as clock } from '../host/clock';
import { keepLook } from '../host/kept-look';
import type { Metrics, Reading } from '../host/metrics';
import type { OpenStore } from '../store/open-store';
import type { SystemStanding } from './tell-systems';

/** Whoever scrapes often, or scrapes several replicas of one database, costs the store one read a second. */
const FRESH_MS = 1_000;
/** A scrape does not wait longer for the store than this. */
const PATIENCE_MS = 30;

const secondsSince = (at: Instant | null): number => (at === null ? 0 : Math.max(0, clock.now() - at) / 1_000);

const windowName = (windowMs: number): string => `${windowMs / 1_000}s`;

/** Shows how much there is to do, and how the outside is, whenever the metrics are read. */
export const showGauges = (deps: {
  readonly metrics: Metrics;
  readonly stored: Pick<OpenStore, 'workload' | 'homes'> & { readonly store: Pick<Store, 'sending'> };
  readonly defender: () => DefenderHealth;
  readonly systems: () => readonly SystemStanding[];
}): void => {
  const { metrics, stored, defender, systems } = deps;
  const kept = <T>(look: () => Promise<T>) =>
    keepLook(look, { now: clock.now, freshMs: FRESH_MS, patienceMs: PATIENCE_MS });
  const workload = kept(stored.workload);
  const sending = kept(stored.store.sending);
  const behindSince = kept(() => stored.homes.behindSince(clock.now() - FOLLOWED_MS));
  const byLabel = (label: string, values: Iterable<readonly [string, number]>): readonly Reading[] =>
    [...values].map(([name, value]) => ({ labels: { [label]: name }, value }));

  metrics.gauge('twokey_requests', async () => byLabel('state', Object.entries((await workload()).requests)));
  metrics.gauge('twokey_runs', async () => byLabel('state', (await workload()).runs));
  metrics.gauge('twokey_posts_waiting', async () => (await workload()).posts.waiting);
  metrics.gauge('twokey_oldest_post_age_seconds', async () => secondsSince((await workload()).posts.oldestAt));
  metrics.gauge('twokey_home_behind_seconds', async () => secondsSince(await behindSince()));
  metrics.gauge('twokey_sending_paused', async () => ((await sending()).pause === null ? 0 : 1));

  const windows = () => defender().budget.windows;
  metrics.gauge('twokey_defender_budget_used_calls', () =>
    byLabel(
      'window',
      windows().map(({ windowMs, used }) => [windowName(windowMs), used] as const),
    ),
  );
  metrics.gauge('twokey_defender_budget_limit_calls', () =>
    byLabel(
      'window',
      windows().map(({ windowMs, calls }) => [windowName(windowMs), calls] as const),
    ),
  );
  metrics.gauge('twokey_defender_queue_depth', () => byLabel('turn', Object.entries(defender().budget.waiting)));
  metrics.gauge('twokey_defender_silence_seconds', () => {
    const { pausedUntil } = defender().api;
    return pausedUntil === null ? 0 : Math.max(0, pausedUntil - clock.now()) / 1_000;
  });

  metrics.gauge('twokey_system_up', () =>
    byLabel(
      'system',
      systems().map(({ system, isUp }) => [system, isUp ? 1 : 0] as const),
    ),
  );
  metrics.gauge('twokey_clock_skew_seconds', () =>
    byLabel(
      'system',
      systems().flatMap(({ system, clockAheadMs }) =>
        clockAheadMs === null ? [] : [[system, clockAheadMs / 1_000] as const],
      ),
    ),
  );
};
