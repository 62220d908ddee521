import { connect, createServer, type Socket } from 'node:net';

/** A door in front of a server on this machine, which a test shuts and opens. */
export interface Gate {
  /** The server's address, through the door. */
  readonly url: string;
  /** Cuts every connection and refuses new ones. */
  readonly shut: () => Promise<void>;
  readonly open: () => Promise<void>;
}

/** Opens a gate in front of a server. */
export const openGate = async (serverUrl: string): Promise<Gate> => {
  const { port: serverPort, pathname } = new URL(serverUrl);
  const sockets = new Set<Socket>();
  const keep = (socket: Socket, other: Socket): void => {
    sockets.add(socket);
    socket.pipe(other);
    socket.on('error', () => other.destroy());
    socket.on('close', () => {
      sockets.delete(socket);
      other.destroy();
    });
  };
  const server = createServer((near) => {
    const far = connect(Number(serverPort), '127.0.0.1');
    keep(near, far);
    keep(far, near);
  });
  const listen = (port: number) => new Promise<void>((resolve) => void server.listen(port, '127.0.0.1', resolve));
  await listen(0);
  const address = server.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  return {
    url: `http://127.0.0.1:${port}${pathname}`,
    shut: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        for (const socket of sockets) socket.destroy();
      }),
    open: () => listen(port),
  };
};
