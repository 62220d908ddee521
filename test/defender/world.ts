import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import { createDefender } from '../../src/defender/gateway';
import type { DefenderSettings } from '../../src/defender/settings';
import type { Instant } from '../../src/domain/instant';
import type { Clock, Log } from '../../src/flow/ports';
import type { CallLog } from '../../src/flow/call-log';
import { systemClock } from '../../src/host/clock';

export interface Arrival {
  readonly at: number;
  readonly method: string;
  /** Decoded. */
  readonly path: string;
  readonly headers: IncomingMessage['headers'];
  readonly body: string;
}

export type Handler = (arrival: Arrival, response: ServerResponse, socket: Socket) => void;

/** A server on loopback that keeps what arrived and answers as the test says. */
export const startServer = async (handler: Handler) => {
  const arrivals: Arrival[] = [];
  const sockets = new Set<Socket>();
  const server = createServer((request, response) => {
    const at = performance.now();
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const { method = '', url = '', headers } = request;
      const body = Buffer.concat(chunks).toString('utf8');
      const arrival = { at, method, path: decodeURIComponent(url), headers, body };
      arrivals.push(arrival);
      handler(arrival, response, request.socket);
    });
  });
  server.on('connection', (socket) => {
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const close = async () => {
    for (const socket of sockets) socket.destroy();
    await new Promise((resolve) => server.close(resolve));
  };
  return { url: `http://127.0.0.1:${port}`, port, arrivals, close };
};

export const json = (response: ServerResponse, status: number, body: unknown, headers: Record<string, string> = {}) => {
  response.writeHead(status, { 'Content-Type': 'application/json', ...headers });
  response.end(JSON.stringify(body));
};

const segment = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');

/** An unsigned token: what it says is all that counts here. */
export const tokenOf = (name: string, roles: readonly string[] = ['Machine.Isolate']) =>
  `${segment({ alg: 'none' })}.${segment({ roles, name })}.x`;

/** Answers every token request with a fresh token: `token-1`, `token-2`, … */
export const granting = (expiresInS = 3599): Handler => {
  let count = 0;
  return (_arrival, response) => {
    count += 1;
    const access = tokenOf(`token-${count}`);
    json(response, 200, { token_type: 'Bearer', expires_in: expiresInS, access_token: access });
  };
};

interface MemoryCall {
  readonly id: string;
  readonly beganAt: Instant;
  readonly overAt: Instant;
}

/** A call log in memory, to be shared by processes that a test makes up. */
export const memoryCalls = ({
  earlier = [],
  silentUntil = 0,
  clock = systemClock,
}: {
  readonly earlier?: readonly MemoryCall[];
  readonly silentUntil?: Instant;
  readonly clock?: Clock;
} = {}) => {
  const rows = new Map(earlier.map((row) => [row.id, row]));
  let until = silentUntil;
  const waitIn = ({ calls: most, windowMs }: { readonly calls: number; readonly windowMs: number }): number => {
    const now = clock.now();
    const ends = [...rows.values()].map(({ overAt }) => overAt + windowMs + 1).filter((end) => end > now);
    return ends.length < most ? 0 : (ends.sort((a, b) => a - b)[ends.length - most] ?? now) - now;
  };
  const calls: CallLog = {
    begin: async (id, overInMs, limits) => {
      const waitMs = Math.max(0, until - clock.now(), ...limits.map(waitIn));
      if (waitMs === 0) rows.set(id, { id, beganAt: clock.now(), overAt: clock.now() + overInMs });
      return waitMs;
    },
    answered: async (id, overAt) => {
      const row = rows.get(id);
      if (row !== undefined) rows.set(id, { ...row, overAt });
    },
    unmade: async (id) => void rows.delete(id),
    live: async (windowMs) =>
      [...rows.values()]
        .map(({ id, overAt }) => ({ id, overAgoMs: clock.now() - overAt }))
        .filter(({ overAgoMs }) => overAgoMs <= windowMs),
    silentForMs: async () => Math.max(0, until - clock.now()),
    silence: async (forMs) => {
      until = Math.max(until, clock.now() + forMs);
    },
    forget: async () => {},
  };
  return { ...calls, rows, silentUntil: () => until };
};

export const recordingLog = () => {
  const lines: { readonly level: string; readonly event: string; readonly fields: object | undefined }[] = [];
  const at = (level: string) => (event: string, fields?: object) => void lines.push({ level, event, fields });
  const log: Log = { debug: at('debug'), info: at('info'), warn: at('warn'), error: at('error') };
  return { ...log, lines };
};

/** A clock that moves when it is told to. */
export const manualClock = (start = Date.parse('2026-11-01T12:00:00Z')) => {
  let now = start;
  let timers: readonly { readonly at: number; readonly call: () => void }[] = [];
  const clock: Clock = {
    now: () => now,
    at: (at, call) => {
      const timer = { at, call };
      timers = [...timers, timer];
      return () => {
        timers = timers.filter((other) => other !== timer);
      };
    },
  };
  const settle = async () => {
    for (let i = 0; i < 20; i += 1) await new Promise((resolve) => setImmediate(resolve));
  };
  const advance = async (ms: number) => {
    const end = now + ms;
    for (;;) {
      await settle();
      const [next] = [...timers].filter((timer) => timer.at <= end).sort((a, b) => a.at - b.at);
      if (next === undefined) break;
      timers = timers.filter((timer) => timer !== next);
      now = Math.max(now, next.at);
      next.call();
    }
    now = end;
    await settle();
  };
  return { ...clock, advance, settle };
};

export const machineId = 'a'.repeat(40);

export const machineActionBody = (more: object = {}) => ({
  id: '5382f7ea-7557-4ab7-9782-d50480024a4e',
  type: 'Isolate',
  status: 'Pending',
  scope: null,
  requestor: 'Twokey',
  requestorComment: '[twokey AB12/1] beaconing',
  machineId,
  creationDateTimeUtc: '2026-11-01T12:00:00.1234567Z',
  ...more,
});

export const orderBefore = (startBefore: Instant) => ({
  runId: 'run-1',
  path: `/machines/${machineId}/isolate`,
  body: { Comment: '[twokey AB12/1] beaconing', IsolationType: 'Full' },
  permissions: ['Machine.Isolate'],
  isContainment: true,
  startBefore,
});

const closings = new Set<() => Promise<void>>();

/** Closes what a test that failed half way left open, so that the run can end. */
export const closeWorlds = async () => {
  for (const close of closings) await close();
};

export interface WorldOptions {
  readonly api: Handler;
  readonly entra?: Handler;
  readonly clock?: Clock;
  readonly calls?: CallLog;
  readonly packageCalls?: CallLog;
  readonly redisUrl?: string;
  readonly settings?: Partial<DefenderSettings>;
}

/** Twokey's side over a made-up Entra and Defender. */
export const startWorld = async ({
  api,
  entra = granting(),
  clock = systemClock,
  calls,
  packageCalls,
  redisUrl,
  settings,
}: WorldOptions) => {
  const login = await startServer(entra);
  const server = await startServer(api);
  const log = recordingLog();
  const gateway = createDefender({
    settings: {
      tenantId: 'contoso.example',
      clientId: 'app-id',
      credential: { kind: 'secret', secret: 'top~secret~value' },
      authorityHost: login.url,
      cloud: 'global',
      apiUrl: server.url,
      rateLimits: [{ calls: 100, windowMs: 60_000 }],
      timeoutMs: 2_000,
      ...settings,
    },
    redisUrl: redisUrl ?? null,
    calls: calls ?? memoryCalls({ clock }),
    packageCalls: packageCalls ?? memoryCalls({ clock }),
    clock,
    log,
  });
  const close = async () => {
    if (!closings.delete(close)) return;
    await gateway.stop();
    await server.close();
    await login.close();
  };
  closings.add(close);
  return { ...gateway, arrivals: server.arrivals, tokenRequests: login.arrivals, log, close, url: server.url };
};
