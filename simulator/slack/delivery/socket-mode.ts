import { randomBytes } from 'node:crypto';
import type { IncomingMessage, Server } from 'node:http';
import type { Duplex } from 'node:stream';
import { type WebSocket, WebSocketServer } from 'ws';
import { decodeJson, isObject, textIn } from '../json.js';
import type { Workspace } from '../workspace/workspace.js';
import type { Transport } from './outcome.js';
import { createPendingAcks } from './pending-acks.js';

const CONNECTION_LIMIT = 10;
const PING_INTERVAL_MS = 10_000;

export type RefreshOptions = {
  /** 'one' (the oldest) or 'all'; all when left out. */
  readonly which?: 'one' | 'all';
  /** How long a refreshed connection stays open before Slack closes it; 10 s when left out. */
  readonly closeAfterMs?: number;
  readonly reason?: 'refresh_requested' | 'warning' | 'link_disabled';
};

export type SocketMode = {
  /** The one-time address that apps.connections.open hands out. */
  readonly openUrl: () => string;
  readonly transport: Transport;
  /** How many connections would be given payloads. */
  readonly openCount: () => number;
  readonly refresh: (options?: RefreshOptions) => void;
  /** Sends a frame as it is over one connection. */
  readonly sendFrame: (frame: string | Buffer) => void;
  /** Cuts every connection without a close frame. */
  readonly drop: () => void;
  readonly stop: () => void;
};

type Connection = { readonly socket: WebSocket; isRetiring: boolean };

/** The WebSocket side of the simulated Slack, on the same server as the Web API. */
export const createSocketMode = (
  server: Server,
  workspace: Workspace,
  baseUrl: () => string,
  ackLimitMs: number,
): SocketMode => {
  const sockets = new WebSocketServer({ noServer: true });
  const tickets = new Set<string>();
  const connections = new Set<Connection>();
  const timers = new Set<NodeJS.Timeout>();
  const acks = createPendingAcks(ackLimitMs);
  let turn = 0;

  const usable = () => [...connections].filter((connection) => !connection.isRetiring);
  const tell = (connection: Connection, message: object) => connection.socket.send(JSON.stringify(message));

  const retire = (connection: Connection, reason: string, closeAfterMs: number) => {
    connection.isRetiring = true;
    tell(connection, { type: 'disconnect', reason, debug_info: { host: 'applink-simulated' } });
    const timer = setTimeout(() => {
      timers.delete(timer);
      connection.socket.close(1000);
    }, closeAfterMs);
    timers.add(timer);
  };

  const hear = (data: string) => {
    const message = decodeJson(data);
    if (!isObject(message)) return workspace.violated('socket', 'a message that is no JSON object');
    const problem = acks.acknowledge(textIn(message.envelope_id), message.payload);
    if (problem !== undefined) workspace.advised('socket', problem);
  };

  const welcome = (socket: WebSocket) => {
    const connection: Connection = { socket, isRetiring: false };
    connections.add(connection);
    const pinging = setInterval(() => socket.ping(), PING_INTERVAL_MS);
    socket.on('message', (data) => hear(String(data)));
    socket.on('error', () => socket.terminate());
    socket.on('close', () => {
      clearInterval(pinging);
      connections.delete(connection);
      acks.lose(socket);
      workspace.changes.announce();
    });
    tell(connection, {
      type: 'hello',
      num_connections: connections.size,
      debug_info: { host: 'applink-simulated', build_number: 1, approximate_connection_time: 18_060 },
      connection_info: { app_id: workspace.seed.appId },
    });
    if (connections.size > CONNECTION_LIMIT) retire(connection, 'too_many_websockets', 0);
    workspace.changes.announce();
  };

  server.on('upgrade', (request: IncomingMessage, stream: Duplex, head: Buffer) => {
    const ticket = new URL(request.url ?? '/', 'http://slack').searchParams.get('ticket') ?? '';
    if (!tickets.delete(ticket)) {
      stream.end('HTTP/1.1 408 Request Timeout\r\nconnection: close\r\n\r\n');
      return;
    }
    sockets.handleUpgrade(request, stream, head, welcome);
  });

  return {
    openUrl: () => {
      const ticket = randomBytes(12).toString('hex');
      tickets.add(ticket);
      return `${baseUrl().replace(/^http/, 'ws')}/link/?ticket=${ticket}&app_id=${workspace.seed.appId}`;
    },
    transport: (letter) => {
      const open = usable();
      const chosen = open[turn++ % Math.max(1, open.length)];
      if (chosen === undefined) return Promise.resolve({ status: 'unreachable', body: '', ms: 0 });
      const { kind, payload, retry } = letter.parcel;
      const acceptsResponse = kind !== 'events_api';
      const acknowledged = acks.expect(letter.envelopeId, chosen.socket, { acceptsResponse });
      tell(chosen, {
        envelope_id: letter.envelopeId,
        payload,
        type: kind,
        accepts_response_payload: acceptsResponse,
        ...(kind === 'events_api' && { retry_attempt: retry?.num ?? 0, retry_reason: retry?.reason ?? '' }),
      });
      return acknowledged;
    },
    openCount: () => usable().length,
    refresh: ({ which = 'all', closeAfterMs = 10_000, reason = 'refresh_requested' } = {}) => {
      for (const connection of which === 'one' ? usable().slice(0, 1) : usable())
        retire(connection, reason, closeAfterMs);
    },
    sendFrame: (frame) => {
      const open = usable();
      open[turn++ % Math.max(1, open.length)]?.socket.send(frame);
    },
    drop: () => {
      for (const { socket } of connections) socket.terminate();
    },
    stop: () => {
      for (const timer of timers) clearTimeout(timer);
      for (const { socket } of connections) socket.terminate();
      sockets.close();
    },
  };
};
