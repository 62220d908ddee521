import * as z from 'zod';
import { Fault, type FaultFacts, type System } from '../domain/fault';
import type { Outcome } from './client';

/** Facts of a fault, with null for what is not known. */
export const factsOf = (
  system: System,
  code: string,
  says: string,
  known: Partial<Pick<FaultFacts, 'correlationId' | 'missingPermission' | 'cure'>> = {},
): FaultFacts => ({ system, code, says, correlationId: null, missingPermission: null, ...known });

/** The facts of what was thrown: a fault's own. Anything else is a bug and is thrown on. */
export const factsThrown = (error: unknown): FaultFacts => {
  if (error instanceof Fault) return error.facts;
  throw error;
};

const errorBody = z.object({
  error: z.object({
    code: z.string().catch(''),
    message: z.string().catch(''),
    target: z.string().nullish().catch(null),
  }),
});

const MAX_WORDS = 500;

/** Somebody else's text on one line, at most 500 characters. */
export const collapse = (text: string): string => {
  const line = text.replace(/[\s\p{Cc}]+/gu, ' ').trim();
  return line.length <= MAX_WORDS ? line : `${line.slice(0, MAX_WORDS - 1).toWellFormed()}…`;
};

/** What a body holds, or undefined where it is no JSON. */
export const parseJson = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
};

const shapeless = (status: number, text: string): string => {
  if (text.trim() === '') return `Defender answered with nothing (${status})`;
  if (text.trimStart().startsWith('<')) return `Defender answered with a web page (${status}), not with data`;
  return `Defender answered with something that cannot be read (${status})`;
};

const failureWords = (code: string, host: string): string => {
  if (code === 'timeout') return `${host} took the call and did not answer in time`;
  if (code === 'connect-timeout') return `${host} could not be reached: no connection came about in time`;
  if (/CERT|SELF_SIGNED|UNABLE_TO|HOSTNAME|SSL|TLS/.test(code)) return `${host} did not prove who it is (${code})`;
  return `the connection to ${host} failed (${code})`;
};

const listOf = (text: string): readonly string[] =>
  text
    .split(',')
    .map((word) => word.trim())
    .filter((word) => word !== '');

/** The permissions that a 403 asks for and the app does not have; `fallback` where it does not name any. */
const missingIn = (message: string, fallback: readonly string[]): string => {
  const found = /required roles:\s*(.*?),?\s*application roles:\s*(.*?)\.?\s*$/is.exec(message);
  const has = new Set(listOf(found?.[2] ?? ''));
  const missing = listOf(found?.[1] ?? '').filter((role) => !has.has(role));
  return (missing.length === 0 ? fallback : missing).join(' or ');
};

const requestIdIn = (headers: Readonly<Record<string, string>>): string | null =>
  headers['request-id'] ?? headers['x-ms-request-id'] ?? headers['x-request-id'] ?? headers['x-correlation-id'] ?? null;

// Defender's own words for it do not tell what to do.
const AFTER_401 = 'Check the credential of the app registration, and that admin consent was given.';

/**
 * What an outcome that is no success says: Defender's own code, words and correlation id where it gave them.
 *
 * @param permissions application permissions of which one is needed, told where a 403 names none
 */
export const faultIn = (outcome: Outcome, permissions: readonly string[]): FaultFacts => {
  if (outcome.kind === 'failed') return factsOf('Defender', outcome.code, failureWords(outcome.code, outcome.host));
  const { status, headers, text } = outcome;
  const parsed = errorBody.safeParse(parseJson(text));
  const { code, message, target } = parsed.success ? parsed.data.error : { code: '', message: '', target: null };
  const words = collapse(message) || shapeless(status, text);
  return factsOf('Defender', collapse(code) || `HTTP-${status}`, words, {
    correlationId: target ?? requestIdIn(headers),
    ...(status === 401 ? { cure: outcome.clockCure ?? AFTER_401 } : {}),
    missingPermission: status === 403 ? missingIn(message, permissions) : null,
  });
};
