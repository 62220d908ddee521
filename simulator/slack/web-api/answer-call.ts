import { textIn } from '../json.js';
import type { Workspace } from '../workspace/workspace.js';
import { type Answer, type MethodTable, refused, refusedWith } from './method.js';
import type { RateLimits } from './rate-limits.js';
import type { ReadRequest } from './read-request.js';

export type Credentials = {
  readonly botToken: string;
  readonly appToken: string;
  /** Scopes of the bot token; read at each call, so a test may change them. */
  readonly scopes: () => readonly string[];
};

export type CallAnswer = {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly answer: Answer;
};

/** Answers one Web API call: token, scope, required arguments, pace, and then the method itself. */
export const createCallAnswerer = (
  workspace: Workspace,
  methods: MethodTable,
  credentials: Credentials,
  rateLimits: RateLimits,
): ((method: string, request: ReadRequest) => CallAnswer) => {
  const judge = (name: string, request: ReadRequest): CallAnswer => {
    const say = (answer: Answer, status = 200, headers = {}): CallAnswer => ({ status, headers, answer });
    const method = Object.hasOwn(methods, name) ? methods[name] : undefined;
    if (method === undefined) return say(refused('unknown_method', { req_method: name }));
    if (request.error !== undefined) return say(refused(request.error));
    if (request.token === '') return say(refused('not_authed'));
    const isApp = request.token === credentials.appToken;
    if (!isApp && request.token !== credentials.botToken) return say(refused('invalid_auth'));
    if (isApp !== (method.token === 'app')) return say(refused('not_allowed_token_type'));
    const scopes = isApp ? ['connections:write'] : credentials.scopes();
    const headers = { 'x-oauth-scopes': scopes.join(','), 'x-accepted-oauth-scopes': method.scopes.join(',') };
    const lacking = (needed: string) =>
      say(refused('missing_scope', { needed, provided: scopes.join(',') }), 200, headers);
    if (method.scopes.length > 0 && !method.scopes.some((scope) => scopes.includes(scope))) {
      return lacking(method.scopes.join(','));
    }
    const waitSeconds = rateLimits(name, method.tier, textIn(request.args.channel));
    if (waitSeconds !== undefined) {
      workspace.advised(name, `rate limited: too many calls, wait ${waitSeconds} s`);
      return say(refused('ratelimited'), 429, { ...headers, 'retry-after': String(waitSeconds) });
    }
    const missing = method.required.filter((field) => request.args[field] === undefined || request.args[field] === '');
    if (missing.length > 0) {
      const problems = missing.map((field) => `missing required field: ${field}`);
      workspace.violated(name, `invalid_arguments; ${problems.join('; ')}`);
      return say(refusedWith('invalid_arguments', problems), 200, headers);
    }
    const answer = method.answer(request.args, (scope) => scopes.includes(scope));
    if (answer.error === 'missing_scope') return lacking(textIn(answer.needed));
    return say(answer, 200, headers);
  };
  return (name, request) => {
    const { status, headers, answer } = judge(name, request);
    if (answer.error === 'missing_scope' || answer.error === 'unknown_method') {
      workspace.violated(name, `${answer.error} ${textIn(answer.needed)}`.trim());
    }
    return { status, answer, headers: { 'x-slack-req-id': workspace.nextId(), ...headers } };
  };
};
