import { createServer, type IncomingHttpHeaders, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** An HTTP server on loopback whose answers can be lost, cut or never given, and whose port can go away and come back. */
export async function startLoopbackServer(options: LoopbackOptions): Promise<LoopbackServer> {
  const server = createServer({ keepAliveTimeout: 60_000 }, (incoming, outgoing) => {
    options.onArrival(arrivalOf(incoming), answerTo(outgoing, options.date));
  });
  const listen = (port: number): Promise<void> =>
    new Promise((resolve, reject) => {
      server.once('error', reject);
      server.listen({ port, host: '127.0.0.1' }, () => {
        server.off('error', reject);
        resolve();
      });
    });
  const close = (): Promise<void> =>
    new Promise((resolve) => {
      server.close(() => resolve());
      server.closeAllConnections();
    });
  await listen(options.port ?? 0);
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    port,
    goAway: close,
    comeBack: () => listen(port),
    stop: close,
  };
}

export interface LoopbackOptions {
  /** 0 or left out: any free port. */
  readonly port?: number;
  /** What the `Date` header says. */
  readonly date: () => Date;
  /** Called in the tick in which the request's headers arrived. */
  readonly onArrival: (arrival: Arrival, answer: Answer) => void;
}

export interface LoopbackServer {
  readonly url: string;
  readonly port: number;
  /** Stops listening and drops every socket: new connections are refused. */
  readonly goAway: () => Promise<void>;
  /** Listens on the same port again. */
  readonly comeBack: () => Promise<void>;
  readonly stop: () => Promise<void>;
}

export interface Arrival {
  readonly method: string;
  readonly path: string;
  readonly search: URLSearchParams;
  readonly headers: IncomingHttpHeaders;
  /** Undefined when the client went away in the middle. */
  readonly body: () => Promise<string | undefined>;
}

export interface Reply {
  readonly status: number;
  /** An object is sent as JSON, a string as it is. */
  readonly body: unknown;
  readonly headers?: Readonly<Record<string, string>>;
}

/** The ways to answer one request. After the first, and after the client has gone, they do nothing and say false. */
export interface Answer {
  readonly send: (reply: Reply) => boolean;
  /** Announces the whole length, sends half of the bytes, cuts the connection. */
  readonly sendHalf: (reply: Reply) => boolean;
  /** A TCP reset, without a byte of answer. */
  readonly reset: () => void;
}

function arrivalOf(incoming: IncomingMessage): Arrival {
  const url = new URL(incoming.url ?? '/', 'http://127.0.0.1');
  const body = readBody(incoming);
  return {
    method: incoming.method ?? 'GET',
    path: url.pathname,
    search: url.searchParams,
    headers: incoming.headers,
    body: () => body,
  };
}

function readBody(incoming: IncomingMessage): Promise<string | undefined> {
  return new Promise((resolve) => {
    const chunks: Buffer[] = [];
    incoming.on('data', (chunk: Buffer) => chunks.push(chunk));
    incoming.on('end', () => resolve(Buffer.concat(chunks).toString('utf8')));
    incoming.on('error', () => resolve(undefined));
    incoming.on('close', () => resolve(undefined));
  });
}

function answerTo(outgoing: ServerResponse, date: () => Date): Answer {
  const head = (reply: Reply, bytes: Buffer): void => {
    outgoing.sendDate = false;
    outgoing.writeHead(reply.status, {
      Date: date().toUTCString(),
      'Content-Type': typeof reply.body === 'string' ? 'text/plain; charset=utf-8' : 'application/json; charset=utf-8',
      'Content-Length': bytes.length,
      ...reply.headers,
    });
  };
  const isOver = (): boolean => outgoing.headersSent || outgoing.destroyed;
  return {
    send: (reply) => {
      if (isOver()) return false;
      const bytes = bytesOf(reply);
      head(reply, bytes);
      outgoing.end(bytes);
      return true;
    },
    sendHalf: (reply) => {
      if (isOver()) return false;
      const bytes = bytesOf(reply);
      head(reply, bytes);
      outgoing.write(bytes.subarray(0, Math.floor(bytes.length / 2)), () => outgoing.destroy());
      return true;
    },
    reset: () => {
      if (isOver()) return;
      outgoing.socket?.resetAndDestroy();
    },
  };
}

function bytesOf(reply: Reply): Buffer {
  return Buffer.from(typeof reply.body === 'string' ? reply.body : JSON.stringify(reply.body), 'utf8');
}
