import { createServer, type ServerResponse } from 'node:http';

/** What the health endpoints tell. */
export interface HealthNeeds {
  readonly host: string;
  readonly port: number;
  /** Resolves when a click can be durably stored; rejects when not. */
  readonly checkStore: () => Promise<void>;
  /** Whether deliveries from Slack are being received at all. */
  readonly isReceiving: () => boolean;
  /** Facts about each outside system, for the body. */
  readonly systems: () => Promise<Readonly<Record<string, unknown>>>;
  readonly metrics: () => Promise<{ readonly contentType: string; readonly text: string }>;
}

const answerJson = (response: ServerResponse, status: number, body: object): void => {
  response.writeHead(status, { 'content-type': 'application/json' });
  response.end(JSON.stringify(body));
};

/**
 * Serves `/livez`, `/readyz` and `/metrics`. Ready means that a click can be durably stored: an outage of Slack, Entra or
 * Defender is told in the body, and must not take clicks away.
 */
export const startHealthServer = async (
  needs: HealthNeeds,
): Promise<{ readonly port: number; stop(): Promise<void> }> => {
  const answerReady = async (response: ServerResponse): Promise<void> => {
    const store = await needs.checkStore().then(
      () => 'ok',
      (error: unknown) => (error instanceof Error ? error.message : String(error)),
    );
    const isReceiving = needs.isReceiving();
    const isReady = store === 'ok' && isReceiving;
    answerJson(response, isReady ? 200 : 503, {
      ready: isReady,
      store,
      receiving: isReceiving,
      // What cannot be told of them must not take clicks away either.
      ...(await needs.systems().catch(() => ({ systems: 'unknown' }))),
    });
  };

  const server = createServer((request, response) => {
    const path = (request.url ?? '').split('?')[0];
    const isRead = request.method === 'GET' || request.method === 'HEAD';
    if (isRead && path === '/livez') answerJson(response, 200, { live: true });
    else if (isRead && path === '/readyz') {
      answerReady(response).catch(() => answerJson(response, 503, { ready: false }));
    } else if (isRead && path === '/metrics') {
      needs.metrics().then(
        ({ contentType, text }) => response.writeHead(200, { 'content-type': contentType }).end(text),
        () => response.writeHead(500).end(),
      );
    } else answerJson(response, 404, { says: 'There is /livez, /readyz and /metrics here.' });
  });

  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(needs.port, needs.host, resolve);
  });
  const address = server.address();
  return {
    port: typeof address === 'object' && address !== null ? address.port : needs.port,
    stop: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
};
