import { type ClientRequest, request } from 'node:http';
import type { Outcome } from './outcome.js';

export type HttpTransport = {
  readonly post: (url: string, headers: Readonly<Record<string, string>>, body: string) => Promise<Outcome>;
  /** Cuts what is still under way; what is posted later reaches nobody. */
  readonly stop: () => void;
};

/** Posts to the bot's endpoint, and gives up after the limit as Slack does. */
export const createHttpTransport = (ackLimitMs: number): HttpTransport => {
  const underWay = new Set<ClientRequest>();
  let isStopped = false;
  return {
    post: (url, headers, body) =>
      new Promise((resolve) => {
        if (isStopped) return resolve({ status: 'unreachable', body: '', ms: 0 });
        const startedAt = performance.now();
        const outgoing = request(url, {
          method: 'POST',
          agent: false,
          headers: { ...headers, 'content-length': String(Buffer.byteLength(body)) },
        });
        const finish = (status: Outcome['status'], answer: string) => {
          clearTimeout(timer);
          underWay.delete(outgoing);
          outgoing.destroy();
          resolve({ status, body: answer, ms: performance.now() - startedAt });
        };
        const timer = setTimeout(() => finish('timeout', ''), ackLimitMs);
        underWay.add(outgoing);
        outgoing.on('error', () => finish('unreachable', ''));
        outgoing.on('response', (response) => {
          const parts: Buffer[] = [];
          response.on('data', (part: Buffer) => parts.push(part));
          response.on('error', () => finish('unreachable', ''));
          response.on('end', () => finish(response.statusCode ?? 'unreachable', Buffer.concat(parts).toString('utf8')));
        });
        outgoing.end(body);
      }),
    stop: () => {
      isStopped = true;
      for (const outgoing of underWay) outgoing.destroy(new Error('the simulator stopped'));
    },
  };
};
