import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { decodeJson, type JsonObject, objectIn, textIn } from '../json.js';
import type { Workspace } from '../workspace/workspace.js';
import type { CallAnswer } from './answer-call.js';
import type { LoggedCall } from './call-log.js';
import { befall } from './befall.js';
import type { Faults } from './faults.js';
import { refused } from './method.js';
import { readBody, type ReadRequest, readRequest } from './read-request.js';
import { respond } from './respond.js';

type Handlers = {
  readonly workspace: Workspace;
  readonly faults: Faults;
  readonly answerCall: (method: string, request: ReadRequest) => CallAnswer;
  readonly log: (call: LoggedCall) => void;
};

const REFUSED_STATUS: Readonly<Record<string, number>> = { used_url: 404, expired_url: 404, no_such_url: 404 };

/** The HTTP side of the simulated Slack: `/api/METHOD`, and the response URLs. */
export const createApiServer = ({ workspace, faults, answerCall, log }: Handlers): Server => {
  const answerResponseUrl = (path: string, args: JsonObject): CallAnswer => {
    const target = workspace.responseUrls.use(path);
    const answer = typeof target === 'string' ? refused(target) : respond(workspace, 'response_url', target, args);
    if (!answer.ok) workspace.violated('response_url', String(answer.error));
    return { status: answer.ok ? 200 : (REFUSED_STATUS[String(answer.error)] ?? 400), headers: {}, answer };
  };

  const send = (response: ServerResponse, { status, headers, answer }: CallAnswer) => {
    response.writeHead(status, { 'content-type': 'application/json; charset=utf-8', ...headers });
    response.end(JSON.stringify(answer));
  };

  const handle = async (request: IncomingMessage, response: ServerResponse) => {
    const body = await readBody(request);
    const path = new URL(request.url ?? '/', 'http://slack').pathname;
    const isApi = path.startsWith('/api/');
    const method = isApi ? path.slice('/api/'.length) : 'response_url';
    const read = isApi ? readRequest(request, body) : { args: objectIn(decodeJson(body)), token: '' };
    const at = workspace.now();
    const note = (result: JsonObject, status: number) => {
      log({ method, args: isApi ? read.args : { path, ...read.args }, at, result, status });
      workspace.changes.announce();
    };
    const process = () => (isApi ? answerCall(method, read) : answerResponseUrl(path, read.args));
    const fault = faults.next(method, textIn(read.args.channel));
    if (fault === undefined) {
      const result = process();
      note(result.answer, result.status);
      return send(response, result);
    }
    await befall(fault, { request, response, process, note, send });
  };

  const server = createServer((request, response) => {
    handle(request, response).catch(() => request.socket.destroy());
  });
  // Longer than clients keep an idle connection, or a reuse could meet its closing and look like a fault nobody planned.
  server.keepAliveTimeout = 65_000;
  return server;
};
