import * as http from 'node:http';
import * as https from 'node:https';
import type { Socket } from 'node:net';
import axios, { type AxiosInstance, isAxiosError } from 'axios';
import type { Clock } from '../flow/ports';

/** One HTTP call. `secret` headers and bodies stay in here: no outcome carries them. */
export interface Call {
  readonly method: 'GET' | 'POST';
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | null;
  readonly timeoutMs: number;
}

/** What came of an HTTP call. */
export type Outcome =
  | {
      readonly kind: 'answered';
      readonly status: number;
      /** Lower-case names. */
      readonly headers: Readonly<Record<string, string>>;
      readonly text: string;
      /** What to do about our clock, where that may be why the call was turned away. */
      readonly clockCure?: string | undefined;
    }
  | {
      readonly kind: 'failed';
      /** Node's error code, `timeout`, `connect-timeout` or `unknown`. */
      readonly code: string;
      /** False proves that not one byte of the request reached the other side. */
      readonly hasConnected: boolean;
      readonly host: string;
    };

export interface Client {
  /** Makes the call once. Never rejects for what the network does, never follows a redirect, never tries again. */
  call(call: Call): Promise<Outcome>;
  /** Closes every connection. */
  stop(): void;
}

// Where packets are dropped without a word, waiting longer does not help, and an early end proves that nothing was sent.
const CONNECT_TIMEOUT_MS = 10_000;
const MAX_ANSWER_BYTES = 128 * 1024 * 1024;
const CODE = /^[A-Z][A-Z0-9_]{2,60}$/;

const codeOf = (error: unknown): string => {
  if (!isAxiosError(error)) return 'unknown';
  // An answer that breaks off half way has no code of its own in axios.
  if (error.code === 'ERR_BAD_RESPONSE') return 'ECONNRESET';
  return error.code !== undefined && CODE.test(error.code) ? error.code : 'unknown';
};

/** Watches the socket of one request, to know whether it ever stood. */
const watchedTransport = (onConnected: () => void) => ({
  request: (options: http.RequestOptions, onResponse: (response: http.IncomingMessage) => void): http.ClientRequest => {
    const isTls = options.protocol === 'https:';
    const request = isTls ? https.request(options, onResponse) : http.request(options, onResponse);
    request.once('socket', (socket: Socket) => {
      if (socket.connecting) socket.once(isTls ? 'secureConnect' : 'connect', onConnected);
      else onConnected();
    });
    return request;
  },
});

/** Makes HTTP calls over connections that are kept open. */
export const createClient = ({ clock }: { readonly clock: Clock }): Client => {
  const httpAgent = new http.Agent({ keepAlive: true });
  const httpsAgent = new https.Agent({ keepAlive: true });
  const instance: AxiosInstance = axios.create({
    httpAgent,
    httpsAgent,
    maxRedirects: 0,
    maxContentLength: MAX_ANSWER_BYTES,
    responseType: 'text',
    transformRequest: [(body: unknown) => body],
    transformResponse: [(body: unknown) => body],
    validateStatus: () => true,
  });

  const call = async ({ method, url, headers, body, timeoutMs }: Call): Promise<Outcome> => {
    let hasConnected = false;
    let timedOut: 'timeout' | 'connect-timeout' | null = null;
    const abort = new AbortController();
    const callOff = [
      clock.at(clock.now() + timeoutMs, () => {
        timedOut = hasConnected ? 'timeout' : 'connect-timeout';
        abort.abort();
      }),
      clock.at(clock.now() + Math.min(CONNECT_TIMEOUT_MS, timeoutMs), () => {
        if (hasConnected) return;
        timedOut = 'connect-timeout';
        abort.abort();
      }),
    ];
    try {
      const answer = await instance.request<unknown>({
        method,
        url,
        headers: { Accept: 'application/json', 'User-Agent': 'twokey', ...headers },
        ...(body === null ? {} : { data: body }),
        signal: abort.signal,
        transport: watchedTransport(() => {
          hasConnected = true;
        }),
      });
      const named = Object.entries(answer.headers).map(([name, value]) => [name.toLowerCase(), String(value)]);
      const text = typeof answer.data === 'string' ? answer.data : '';
      return { kind: 'answered', status: answer.status, headers: Object.fromEntries(named), text };
    } catch (error) {
      // The error itself ends here: axios hangs the request with its headers, and so the token, on it.
      return { kind: 'failed', code: timedOut ?? codeOf(error), hasConnected, host: new URL(url).host };
    } finally {
      for (const each of callOff) each();
    }
  };

  const stop = (): void => {
    httpAgent.destroy();
    httpsAgent.destroy();
  };

  return { call, stop };
};
