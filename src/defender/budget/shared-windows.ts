import type { Instant } from '../../domain/instant';
import type { Clock, Log } from '../../flow/ports';
import type { LocalWindows } from './local-windows';
import type { RedisPlan } from './redis-plan';
import type { Windows } from './windows';

/** Windows that replicas share while Redis answers. */
export interface SharedWindows extends Windows {
  /** Whether Redis decides at the moment. */
  isShared(): boolean;
  stop(): void;
}

const TRY_AGAIN_MS = 500;

/**
 * Lets the plan on Redis decide, and this process's own windows while Redis is away: the store has the last word in
 * either case. One command that fails is enough to do without Redis until it answers again, so that an outage costs one
 * time-out and not one for each call.
 */
export const createSharedWindows = ({
  plan,
  local,
  clock,
  log,
}: {
  readonly plan: RedisPlan;
  readonly local: LocalWindows;
  readonly clock: Clock;
  readonly log: Log;
}): SharedWindows => {
  let isShared = false;
  let isStopped = false;
  let isTold = false;
  let there: { readonly at: Instant; readonly used: readonly number[] } = { at: 0, used: [] };

  const reach = async (): Promise<void> => {
    try {
      await plan.reach();
      if (isStopped) return;
      isShared = true;
      isTold = false;
      log.info('defender.redis-shares-budget');
    } catch (error) {
      if (!isStopped) away(error);
    }
  };

  const away = (error: unknown): void => {
    isShared = false;
    if (!isTold) log.warn('defender.redis-away', { error });
    isTold = true;
    clock.at(clock.now() + TRY_AGAIN_MS, () => void (isStopped ? undefined : reach()));
  };

  /** What Redis does not learn is put right by the end of its lease: late, and never early. */
  const tell = async (what: () => Promise<void>): Promise<void> => {
    if (!isShared) return;
    try {
      await what();
    } catch (error) {
      if (isShared) away(error);
    }
  };

  void reach();
  return {
    isShared: () => isShared,
    take: async (ask) => {
      if (!isShared) return local.take(ask);
      try {
        const { waitMs, used } = await plan.take(ask);
        there = { at: clock.now(), used };
        if (waitMs === 0) local.hold(ask);
        return waitMs;
      } catch (error) {
        if (isShared) away(error);
        return local.take(ask);
      }
    },
    giveBack: async (id) => {
      await Promise.all([local.giveBack(id), tell(() => plan.giveBack(id))]);
    },
    answered: async (id) => {
      await Promise.all([local.answered(id), tell(() => plan.answered(id))]);
    },
    silence: async (forMs) => {
      await Promise.all([local.silence(forMs), tell(() => plan.silence(forMs))]);
    },
    use: () =>
      local.use().map((own, index) => {
        const isKnown = isShared && clock.now() - there.at <= own.windowMs;
        return { ...own, used: Math.max(own.used, isKnown ? (there.used[index] ?? 0) : 0) };
      }),
    stop: () => {
      isStopped = true;
      plan.stop();
    },
  };
};
