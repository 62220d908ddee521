import { connect, createServer, type Socket } from 'node:net';

/** A load balancer: every connection goes to the next server; what one does not take goes to the one after it. */
export interface RoundRobin {
  readonly url: string;
  /** How many connections the server on a port has taken. */
  readonly passed: (port: number) => number;
  readonly stop: () => Promise<void>;
}

/** Opens a load balancer in front of servers on these ports of this machine. */
export const openRoundRobin = async (ports: readonly number[]): Promise<RoundRobin> => {
  const sockets = new Set<Socket>();
  const passed = new Map<number, number>();
  let turn = 0;

  const keep = (socket: Socket): Socket => {
    sockets.add(socket);
    socket.on('error', () => {});
    socket.on('close', () => sockets.delete(socket));
    return socket;
  };
  const connectTo = (port: number): Promise<Socket | null> =>
    new Promise((resolve) => {
      const far = keep(connect(port, '127.0.0.1', () => resolve(far)));
      far.once('error', () => resolve(null));
    });
  const pass = async (near: Socket): Promise<void> => {
    turn += 1;
    for (let tries = 0; tries < ports.length; tries += 1) {
      const port = ports[(turn + tries) % ports.length] ?? 0;
      const far = await connectTo(port);
      if (far === null) continue;
      passed.set(port, (passed.get(port) ?? 0) + 1);
      near.pipe(far);
      far.pipe(near);
      near.once('close', () => far.destroy());
      far.once('close', () => near.destroy());
      return;
    }
    near.destroy();
  };

  const server = createServer((near) => void pass(keep(near)));
  await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  return {
    url: `http://127.0.0.1:${typeof address === 'object' && address !== null ? address.port : 0}`,
    passed: (port) => passed.get(port) ?? 0,
    stop: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        for (const socket of sockets) socket.destroy();
      }),
  };
};
