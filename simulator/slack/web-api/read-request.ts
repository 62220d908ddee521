import type { IncomingMessage } from 'node:http';
import { decodeJson, isObject, type JsonObject } from '../json.js';

/** What a Web API request carries; an error is Slack's word for a body it cannot read. */
export type ReadRequest = {
  readonly args: JsonObject;
  readonly token: string;
  readonly error?: string;
};

/** Arguments that a form carries as JSON text. */
const JSON_FIELDS = ['blocks', 'attachments', 'metadata', 'view'];

const LARGEST_BODY_BYTES = 4 * 1024 * 1024;

export const readBody = async (request: IncomingMessage): Promise<string> => {
  const parts: Buffer[] = [];
  let size = 0;
  for await (const part of request) {
    parts.push(Buffer.from(part));
    size += parts.at(-1)?.length ?? 0;
    if (size > LARGEST_BODY_BYTES) throw new Error('request body too large');
  }
  return Buffer.concat(parts).toString('utf8');
};

const decoded = (args: JsonObject): JsonObject =>
  Object.fromEntries(
    Object.entries(args).map(([name, value]) => {
      if (!JSON_FIELDS.includes(name) || typeof value !== 'string') return [name, value];
      const parsed = decodeJson(value);
      return [name, parsed === undefined ? value : parsed];
    }),
  );

/** Reads form-urlencoded and JSON bodies, and the token from the header or the body. */
export const readRequest = (request: IncomingMessage, body: string): ReadRequest => {
  const type = (request.headers['content-type'] ?? '').split(';')[0]?.trim();
  const query = Object.fromEntries(new URL(request.url ?? '/', 'http://slack').searchParams);
  const bearer = /^Bearer (.+)$/.exec(request.headers.authorization ?? '')?.[1];
  if (type === 'application/json') {
    const parsed = decodeJson(body);
    if (!isObject(parsed)) return { args: {}, token: bearer ?? '', error: 'invalid_json' };
    const { token, ...args } = parsed;
    if (bearer === undefined && token !== undefined) return { args, token: '', error: 'not_authed' };
    return { args: decoded({ ...query, ...args }), token: bearer ?? '' };
  }
  if (type !== 'application/x-www-form-urlencoded' && body !== '') {
    return { args: {}, token: bearer ?? '', error: 'invalid_post_type' };
  }
  const { token, ...args } = { ...query, ...Object.fromEntries(new URLSearchParams(body)) };
  return { args: decoded(args), token: bearer ?? token ?? '' };
};
