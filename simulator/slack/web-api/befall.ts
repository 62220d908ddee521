import type { IncomingMessage, ServerResponse } from 'node:http';
import { setTimeout as after } from 'node:timers/promises';
import type { JsonObject } from '../json.js';
import type { CallAnswer } from './answer-call.js';
import type { Fault } from './faults.js';
import { refused } from './method.js';

type Befallen = {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  readonly process: () => CallAnswer;
  readonly note: (result: JsonObject, status: number) => void;
  readonly send: (response: ServerResponse, answer: CallAnswer) => void;
};

/** Lets a fault befall one call: what is done, what is logged, and what the bot gets to see. */
export const befall = async (fault: Fault, { request, response, process, note, send }: Befallen): Promise<void> => {
  const answer = (result: CallAnswer) => {
    note(result.answer, result.status);
    send(response, result);
  };
  if (typeof fault === 'object') {
    if ('error' in fault) return answer({ status: 200, headers: {}, answer: refused(fault.error) });
    if ('retryAfterSeconds' in fault) return answer(rateLimited(fault.retryAfterSeconds));
    if ('waitFor' in fault) {
      await fault.waitFor;
      return answer(process());
    }
    await after(fault.slowMs, undefined, { ref: false });
    const result = process();
    note({ ...result.answer, fault: 'slow' }, result.status);
    return send(response, result);
  }
  switch (fault) {
    case '429':
      return answer(rateLimited(1));
    case 'http-500':
    case 'http-503': {
      const status = Number(fault.slice('http-'.length));
      note({ fault }, status);
      response.writeHead(status, { 'content-type': 'text/html' }).end('<html>Server Error</html>');
      return;
    }
    case 'http-500-after':
      note({ ...process().answer, fault }, 500);
      response.writeHead(500, { 'content-type': 'text/html' }).end('<html>Server Error</html>');
      return;
    case 'html':
      note({ fault }, 200);
      response.writeHead(200, { 'content-type': 'text/html' }).end(PAGE);
      return;
    case 'html-after':
      note({ ...process().answer, fault }, 200);
      response.writeHead(200, { 'content-type': 'text/html' }).end(PAGE);
      return;
    case 'half': {
      const { status, answer: whole } = process();
      note({ ...whole, fault }, status);
      const bytes = Buffer.from(JSON.stringify(whole));
      response.writeHead(status, { 'content-type': 'application/json', 'content-length': bytes.length });
      response.write(bytes.subarray(0, bytes.length >> 1), () => request.socket.resetAndDestroy());
      return;
    }
    case 'reset-before':
      note({ fault }, 0);
      request.socket.resetAndDestroy();
      return;
    case 'reset-after':
      note({ ...process().answer, fault }, 0);
      request.socket.resetAndDestroy();
      return;
    case 'hang':
      note({ fault }, 0);
      return;
    case 'hang-after':
      note({ ...process().answer, fault }, 0);
      return;
  }
};

const PAGE = '<html>Please sign in to the guest network</html>';

const rateLimited = (seconds: number): CallAnswer => ({
  status: 429,
  headers: { 'retry-after': String(seconds) },
  answer: refused('ratelimited'),
});
