import { Agent, request } from 'node:http';
import { connect } from 'node:net';
import type { Hostile } from './hostile-bodies';

/** What somebody who sends something odd gets to see. */
export interface Answer {
  /** The status, or why there is none. */
  readonly status: number | 'cut' | 'no answer';
  readonly ms: number;
}

/** Sends requests as they are, over connections that are kept. */
export const createRawPoster = (url: string, limitMs: number) => {
  const agent = new Agent({ keepAlive: true, maxSockets: 16 });
  return {
    post: ({ headers, body, isChunked }: Hostile): Promise<Answer> =>
      new Promise((resolve) => {
        const startedAt = performance.now();
        const finish = (status: Answer['status']) => {
          clearTimeout(timer);
          resolve({ status, ms: performance.now() - startedAt });
        };
        const length = isChunked ? {} : { 'content-length': String(body.length) };
        const outgoing = request(url, { method: 'POST', agent, headers: { ...headers, ...length } });
        const timer = setTimeout(() => {
          finish('no answer');
          outgoing.destroy();
        }, limitMs);
        outgoing.on('error', () => finish('cut'));
        outgoing.on('response', (response) => {
          response.resume();
          response.on('end', () => finish(response.statusCode ?? 'cut'));
          response.on('error', () => finish('cut'));
        });
        if (isChunked) for (let at = 0; at < body.length; at += 16_384) outgoing.write(body.subarray(at, at + 16_384));
        outgoing.end(isChunked ? undefined : body);
      }),
    stop: () => agent.destroy(),
  };
};

/** Writes bytes to a port, slowly where there are several pieces, and resolves with all that comes back until the end. */
export const writeRaw = (port: number, pieces: readonly string[], everyMs: number, limitMs: number): Promise<string> =>
  new Promise((resolve) => {
    let heard = '';
    const socket = connect(port, '127.0.0.1');
    const rest = [...pieces];
    const next = () => {
      const piece = rest.shift();
      if (piece !== undefined && socket.writable) socket.write(piece, 'latin1');
    };
    const pacing = setInterval(next, everyMs);
    const giveUp = setTimeout(() => finish('no end'), limitMs);
    const finish = (outcome: string) => {
      clearInterval(pacing);
      clearTimeout(giveUp);
      socket.destroy();
      resolve(outcome);
    };
    socket.on('connect', next);
    socket.on('data', (data) => {
      heard += data.toString('latin1');
    });
    socket.on('error', () => {});
    socket.on('close', () => finish(heard));
  });
