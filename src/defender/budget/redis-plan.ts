import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { Redis } from 'ioredis';
import type { CallLimit } from '../../flow/call-log';
import { ANSWERED, GIVE_BACK, REACH, SILENCE, TAKE } from './plan-script';
import { type Ask, sharesOf } from './windows';

/** What the plan says to a wish. */
export interface Planned {
  /** 0: the slot is taken; else after how many ms to ask again. */
  readonly waitMs: number;
  /** How many slots each window holds, in the order of the limits. */
  readonly used: readonly number[];
}

/** What replicas of one app registration share on a Redis. Where it is away, every method rejects within a quarter of a second. */
export interface RedisPlan {
  take(ask: Ask): Promise<Planned>;
  giveBack(id: string): Promise<void>;
  answered(id: string): Promise<void>;
  silence(forMs: number): Promise<void>;
  /** Resolves when Redis answers and can be written; rejects within a second or so where not. */
  reach(): Promise<void>;
  stop(): void;
}

/** Longer than any Redis near by takes, and bearable once. */
const COMMAND_MS = 250;
const CONNECT_MS = 1_000;

/**
 * Connects to a Redis, and goes on trying while it is away.
 *
 * @param scope which calls count together: those of one app registration
 * @param leaseMs after how long a call is over at the latest
 */
export const createRedisPlan = ({
  url,
  scope,
  replica,
  limits,
  leaseMs,
}: {
  readonly url: string;
  readonly scope: string;
  readonly replica: string;
  readonly limits: readonly CallLimit[];
  readonly leaseMs: number;
}): RedisPlan => {
  const redis = new Redis(url, {
    // What Redis was asked while it was away must not be done when it is back: by then somebody else has decided.
    enableOfflineQueue: false,
    autoResendUnfulfilledCommands: false,
    maxRetriesPerRequest: 0,
    commandTimeout: COMMAND_MS,
    connectTimeout: CONNECT_MS,
    retryStrategy: (times) => Math.min(50 * times, 1_000),
  });
  // Every command tells its own failure.
  redis.on('error', () => undefined);

  // The braces keep all keys in one slot of a cluster.
  const prefix = `twokey:{${createHash('sha256').update(scope).digest('hex').slice(0, 16)}}`;
  const calls = ['all', 'actions', 'ordinary', 'reads'].map((name) => `${prefix}:${name}`);
  const waits = `${prefix}:waits`;
  const silence = `${prefix}:silence`;

  const run = (script: string, keys: readonly string[], ...args: readonly (string | number)[]): Promise<unknown> =>
    redis.eval(script, keys.length, ...keys, ...args);

  return {
    take: async (ask) => {
      const windows = limits.flatMap((limit) => {
        const { calls: most, ofKind, ofKindBeside, ofOrdinaryBeside } = sharesOf(limit, ask);
        return [limit.windowMs, most, ofKind, ofKindBeside, ofOrdinaryBeside];
      });
      const { containment, action, read } = ask.waiting;
      const here = [ask.id, ask.rank, replica, leaseMs, containment, action, read];
      const answer = await run(TAKE, [...calls, waits, silence], ...here, ...windows);
      if (!Array.isArray(answer)) throw new Error('Redis gave no list');
      const [waitMs = 0, ...used] = answer.map(Number);
      return { waitMs, used };
    },
    giveBack: async (id) => void (await run(GIVE_BACK, calls, id)),
    answered: async (id) => void (await run(ANSWERED, calls, id)),
    silence: async (forMs) => void (await run(SILENCE, [silence], Math.max(1, Math.ceil(forMs)))),
    reach: async () => {
      if (redis.status !== 'ready') await once(redis, 'ready', { signal: AbortSignal.timeout(CONNECT_MS) });
      await run(REACH, [`${prefix}:reached`]);
    },
    stop: () => redis.disconnect(),
  };
};
