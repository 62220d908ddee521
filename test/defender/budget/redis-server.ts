import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { Redis } from 'ioredis';

/** Whether there is a Redis for tests; they are skipped in words where not. */
export const hasRedis = process.env['TEST_REDIS_URL'] !== undefined;

const freePort = async (): Promise<number> => {
  const server = createServer();
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  await once(server, 'close');
  return typeof address === 'object' && address !== null ? address.port : 0;
};

/** A Redis of its own, which a test may flush, freeze, kill and start again on the same port. */
export interface OwnRedis {
  readonly url: string;
  start(): Promise<void>;
  /** Ends it without any warning. What it held is lost. */
  kill(): Promise<void>;
  /** It keeps its connections and answers nothing. */
  freeze(): void;
  thaw(): void;
  flush(): Promise<void>;
}

export const startOwnRedis = async (): Promise<OwnRedis> => {
  const port = await freePort();
  const url = `redis://127.0.0.1:${port}`;
  let child: ChildProcess | null = null;

  const commanding = async (command: (redis: Redis) => Promise<unknown>): Promise<void> => {
    const redis = new Redis(url, { retryStrategy: (times) => (times > 200 ? null : 25) });
    redis.on('error', () => undefined);
    await command(redis);
    redis.disconnect();
  };

  const own: OwnRedis = {
    url,
    start: async () => {
      const settings = ['--port', String(port), '--bind', '127.0.0.1', '--save', '', '--appendonly', 'no'];
      child = spawn('redis-server', settings, { stdio: 'ignore' });
      await commanding((redis) => redis.ping());
    },
    kill: async () => {
      const running = child;
      child = null;
      if (running === null) return;
      running.kill('SIGKILL');
      await once(running, 'close');
    },
    freeze: () => void child?.kill('SIGSTOP'),
    thaw: () => void child?.kill('SIGCONT'),
    flush: () => commanding((redis) => redis.flushall()),
  };
  await own.start();
  return own;
};
