import { Redis } from 'ioredis';

/** What an operator wants to know of a Redis before it is relied on. */
export interface RedisFacts {
  readonly version: string;
  /** What Redis throws away when its memory is full; `noeviction` where it throws nothing away. */
  readonly evictionPolicy: string;
}

const WITHIN_MS = 3_000;

const fieldIn = (info: string, name: string): string =>
  info
    .split(/\r?\n/)
    .find((line) => line.startsWith(`${name}:`))
    ?.slice(name.length + 1)
    .trim() ?? 'unknown';

/** Asks a Redis who it is. Rejects within three seconds with the driver's error. */
export const checkRedis = async (url: string): Promise<RedisFacts> => {
  const redis = new Redis(url, {
    lazyConnect: true,
    connectTimeout: WITHIN_MS,
    commandTimeout: WITHIN_MS,
    maxRetriesPerRequest: 0,
    retryStrategy: () => null,
  });
  let first: unknown = null;
  redis.on('error', (error: unknown) => {
    first ??= error;
  });
  try {
    await redis.connect();
    const info = await redis.info();
    return { version: fieldIn(info, 'redis_version'), evictionPolicy: fieldIn(info, 'maxmemory_policy') };
  } catch (error) {
    throw first ?? error;
  } finally {
    redis.disconnect();
  }
};
