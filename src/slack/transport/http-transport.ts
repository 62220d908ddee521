import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { Fault } from '../../domain/fault';
import type { Instant } from '../../domain/instant';
import type { Clock, Log } from '../../flow/ports';
import { spellError } from '../spell-error';
import type { Receipt } from './inbox';
import { openSignedBody } from './signed-body';
import type { Take, Transport } from './transport';

const PATH = '/slack/events';
const MAX_BODY_BYTES = 256 * 1024;
/** Longer than a load balancer keeps its idle connections, so that it is the one to close them. */
const KEEP_ALIVE_MS = 75_000;
const CLOSE_LIMIT_MS = 2_000;

const STATUS: Readonly<Record<Receipt, number>> = { taken: 200, malformed: 400, 'not-recorded': 503 };

/** The body, or null when it is too long. What is too long is read on and thrown away, so that the answer can be heard. */
const readBody = (request: IncomingMessage): Promise<Buffer | null> =>
  new Promise((resolve, reject) => {
    if (Number(request.headers['content-length'] ?? 0) > MAX_BODY_BYTES) resolve(null);
    const chunks: Buffer[] = [];
    let bytes = 0;
    request.on('data', (chunk: Buffer) => {
      bytes += chunk.length;
      if (bytes > MAX_BODY_BYTES) resolve(null);
      else chunks.push(chunk);
    });
    request.on('end', () => resolve(Buffer.concat(chunks)));
    request.on('error', reject);
  });

const one = (value: string | readonly string[] | undefined): string | undefined =>
  typeof value === 'string' ? value : undefined;

const contentTypeOf = (request: IncomingMessage): string =>
  (request.headers['content-type']?.split(';')[0] ?? '').trim().toLowerCase();

const end = (response: ServerResponse, status: number): void => {
  if (response.headersSent) return;
  response.writeHead(status, { 'content-length': 0 });
  response.end();
};

const endWith = (response: ServerResponse, answer: unknown): void => {
  if (answer === undefined || answer === null || answer === '') {
    end(response, 200);
    return;
  }
  const isText = typeof answer === 'string';
  const body = isText ? answer : JSON.stringify(answer);
  response.writeHead(200, { 'content-type': isText ? 'text/plain; charset=utf-8' : 'application/json' });
  response.end(body);
};

/**
 * Slack's deliveries over HTTP. A server of our own in Bolt's place: it refuses what is too long, unsigned, out of its
 * time or out of shape before any listener sees it, and answers 200 only to what the inbox took.
 */
export const createHttpTransport = (deps: {
  readonly signingSecret: string;
  readonly host: string;
  readonly port: number;
  readonly clock: Clock;
  readonly log: Log;
  readonly take: Take;
}): Transport => {
  const { signingSecret, host, port, clock, log, take } = deps;

  const deliver = async (body: unknown, response: ServerResponse, arrivedAt: Instant): Promise<void> => {
    const ack = async (answer?: unknown): Promise<void> => {
      if (response.headersSent) return;
      endWith(response, answer);
      log.debug('slack.acked', { transport: 'http', ms: clock.now() - arrivedAt });
    };
    const receipt = await take({ body, ack });
    if (receipt === 'malformed') log.warn('slack.request-refused', { status: 400, why: 'shape' });
    end(response, STATUS[receipt]);
  };

  const answer = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const arrivedAt = clock.now();
    if (request.url?.split('?')[0] !== PATH) return end(response, 404);
    if (request.method !== 'POST') return end(response, 405);
    const bytes = await readBody(request);
    if (bytes === null) {
      log.warn('slack.request-refused', { status: 413, why: 'too-long' });
      response.setHeader('connection', 'close');
      return end(response, 413);
    }
    const opened = openSignedBody(
      {
        text: bytes.toString('utf8'),
        contentType: contentTypeOf(request),
        timestamp: one(request.headers['x-slack-request-timestamp']),
        signature: one(request.headers['x-slack-signature']),
      },
      signingSecret,
      clock.now(),
    );
    switch (opened.kind) {
      case 'ssl-check':
        return end(response, 200);
      case 'challenge':
        return endWith(response, { challenge: opened.challenge });
      case 'refused':
        log.warn('slack.request-refused', { status: opened.status, why: opened.why });
        return end(response, opened.status);
      case 'body':
        return deliver(opened.body, response, arrivedAt);
    }
  };

  let isStopping = false;
  const server = createServer(
    {
      headersTimeout: 5_000,
      requestTimeout: 5_000,
      keepAliveTimeout: KEEP_ALIVE_MS,
      connectionsCheckingInterval: 1_000,
    },
    (request, response) => {
      if (isStopping) response.setHeader('connection', 'close');
      answer(request, response).catch((error: unknown) => {
        // The peer went away in the middle of its request, or this is a bug; either way no 200 may leave.
        log.warn('slack.request-failed', spellError(error));
        end(response, 400);
      });
    },
  );

  return {
    init: () => {},
    isConnected: () => server.listening,
    start: () =>
      new Promise((resolve, reject) => {
        server.once('error', (cause: NodeJS.ErrnoException) => {
          const says = `Cannot listen on ${host}:${port} (${cause.code}). Set HOST and PORT to an address that is free.`;
          const facts = { system: 'Slack', correlationId: null, missingPermission: null } as const;
          reject(new Fault({ ...facts, code: cause.code ?? 'listen', says }, { cause }));
        });
        server.listen(port, host, resolve);
      }),
    stop: () =>
      new Promise((resolve) => {
        if (!server.listening) return resolve();
        isStopping = true;
        const callOff = clock.at(clock.now() + CLOSE_LIMIT_MS, () => server.closeAllConnections());
        server.close(() => {
          callOff();
          resolve();
        });
        server.closeIdleConnections();
      }),
  };
};
