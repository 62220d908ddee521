import { randomInt } from 'node:crypto';
import { createServer } from 'node:net';

/** Whether nobody listens on a port of 127.0.0.1 at this moment. */
const isFree = (port: number): Promise<boolean> =>
  new Promise((resolve) => {
    const server = createServer();
    server.once('error', () => resolve(false));
    server.listen(port, '127.0.0.1', () => server.close(() => resolve(true)));
  });

/**
 * Different ports of 127.0.0.1 that nobody listens on at this moment. Below those that systems give to outgoing
 * connections: one of these may be taken before a bot listens, and stay taken when it is started again.
 */
export const freePorts = async (count: number): Promise<readonly number[]> => {
  const ports = new Set<number>();
  while (ports.size < count) {
    const port = randomInt(12_000, 32_000);
    if (await isFree(port)) ports.add(port);
  }
  return [...ports];
};
