import type { Clock, Log } from '../../flow/ports';
import type { CallLimit, CallLog } from '../../flow/call-log';
import { createLocalWindows } from './local-windows';
import type { RedisPlan } from './redis-plan';
import { createSharedWindows, type SharedWindows } from './shared-windows';
import type { Windows, WindowUse } from './windows';

/** Who keeps the windows of several replicas: Redis and the store, or the store alone. */
export type KeptBy = 'redis' | 'store';

/** The windows, once they hold what was called before the start. */
export interface KeptWindows {
  /** Rejects with the store's fault as long as they cannot be rebuilt. */
  get(): Promise<Windows>;
  keptBy(): KeptBy;
  /** Empty as long as they have not been rebuilt. */
  use(): readonly WindowUse[];
  /** Never rejects. */
  silence(forMs: number): Promise<void>;
  stop(): void;
}

/** Rebuilds the windows from the call log, and shares them where there is a plan. */
export const createKeptWindows = ({
  limits,
  calls,
  plan,
  clock,
  log,
}: {
  readonly limits: readonly CallLimit[];
  readonly calls: CallLog;
  readonly plan: RedisPlan | null;
  readonly clock: Clock;
  readonly log: Log;
}): KeptWindows => {
  const longestMs = Math.max(0, ...limits.map((limit) => limit.windowMs));
  let rebuilt: Promise<Windows> | null = null;
  let inUse: Windows | null = null;
  let shared: SharedWindows | null = null;

  const rebuild = async (): Promise<Windows> => {
    const live = await calls.live(longestMs);
    const now = clock.now();
    // One without an answer may have reached Defender as late as now; where another replica is making it at this moment,
    // the store knows better when there is room.
    const earlier = live.map(({ id, overAgoMs }) => ({ id, answeredAt: now - Math.max(0, overAgoMs) }));
    const local = createLocalWindows({ limits, clock, earlier });
    shared = plan === null ? null : createSharedWindows({ plan, local, clock, log });
    inUse = shared ?? local;
    return inUse;
  };

  return {
    get: () => {
      rebuilt ??= rebuild().catch((error: unknown) => {
        rebuilt = null;
        throw error;
      });
      return rebuilt;
    },
    keptBy: () => (shared?.isShared() ? 'redis' : 'store'),
    use: () => inUse?.use() ?? [],
    silence: async (forMs) => inUse?.silence(forMs),
    stop: () => {
      plan?.stop();
      shared?.stop();
    },
  };
};
