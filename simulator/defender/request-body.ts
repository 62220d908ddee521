import type { Reply } from '../entra/loopback-server';
import type { ActionParameter } from './action-kind';
import { defenderError, invalidInput, invalidRequestBody, missingParameter } from './defender-error';

/** Reads a POST body as strictly as Defender: JSON by name and by nature, keys by case, no key too many, no value empty. */
export function readBody(
  text: string,
  contentType: string | undefined,
  parameters: readonly ActionParameter[],
): BodyVerdict {
  if (!/^application\/json\s*(;|$)/i.test(contentType ?? '')) {
    return { reply: defenderError(415, 'UnsupportedMediaType', 'The Content-Type must be application/json.') };
  }
  const body = parse(text);
  if (body === undefined) return { reply: invalidRequestBody('Request body is incorrect') };
  const known = parameters.map((parameter) => parameter.key);
  const stranger = Object.keys(body).find((key) => !known.includes(key));
  if (stranger !== undefined) {
    return { reply: invalidRequestBody(`Request body is incorrect: the property '${stranger}' does not exist`) };
  }
  for (const parameter of parameters) {
    const reply = judge(parameter, body[parameter.key]);
    if (reply !== undefined) return { reply };
  }
  return { body: Object.fromEntries(Object.entries(body).map(([key, value]) => [key, String(value)])) };
}

export type BodyVerdict =
  | { readonly reply: Reply; readonly body?: never }
  | { readonly body: Readonly<Record<string, string>>; readonly reply?: never };

function judge(parameter: ActionParameter, value: unknown): Reply | undefined {
  const { key, check } = parameter;
  if (value === undefined || value === null) return parameter.isRequired ? missingParameter(key) : undefined;
  if (typeof value !== 'string') return invalidRequestBody(`Request body is incorrect: '${key}' must be a string`);
  if (value.trim() === '') return invalidInput(`Parameter ${key} must not be empty`);
  if (check.kind === 'one-of' && !check.values.includes(value)) {
    return invalidInput(`Invalid value '${value}' for ${key}. Allowed values: ${check.values.join(', ')}`);
  }
  if (check.kind === 'sha1' && !/^[0-9a-fA-F]{40}$/.test(value)) {
    return defenderError(400, 'InvalidHashValue', `Hash value '${value}' is invalid`);
  }
  return undefined;
}

function parse(text: string): Readonly<Record<string, unknown>> | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null && !Array.isArray(value)
      ? (value as Readonly<Record<string, unknown>>)
      : undefined;
  } catch {
    return undefined;
  }
}
