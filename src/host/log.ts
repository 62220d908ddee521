import pino from 'pino';
import type { LogLevel } from '../config';
import { Fault } from '../domain/fault';
import type { Log } from '../flow/ports';

// What secrets look like, wherever they turn up: Slack tokens, webhook addresses, bearer headers, signed tokens.
const SHAPES = [
  /xox[a-z](?:\.xox[a-z])?-[\w-]+/g,
  /xapp-[\w-]+/g,
  /https:\/\/hooks\.slack(?:-gov)?\.com\/[^\s"\\]+/g,
  /Bearer\s+[\w.~+/=-]+/gi,
  /eyJ[\w-]{10,}\.[\w-]+\.?[\w-]*/g,
];

/** Replaces every known secret, and everything shaped like one, in a line that is about to leave the process. */
export const scrub = (line: string, secrets: readonly string[]): string =>
  SHAPES.reduce(
    (text, shape) => text.replace(shape, '[secret]'),
    secrets.reduce((text, secret) => text.replaceAll(secret, '[secret]'), line),
  );

/** How far down the causes of an error are told. */
const DEEPEST = 5;

/** An error as fields. Only names, words and stacks: errors of HTTP clients carry headers and bodies. */
const tellError = (error: unknown, depth = 0): object => {
  if (typeof error !== 'object' || error === null || !('message' in error)) return { message: String(error) };
  const { name, message, stack, code, cause } = error as Readonly<Record<string, unknown>>;
  const told = error instanceof Fault ? error.facts : { name, message, code, stack };
  return cause === undefined || depth === DEEPEST ? told : { ...told, cause: tellError(cause, depth + 1) };
};

const inJson = (text: string): string => JSON.stringify(text).slice(1, -1);

/** Every form in which a value may stand in a line: as it is, in JSON within JSON within JSON, in a URL or a form. */
const formsOf = (secret: string): readonly string[] => [
  secret,
  inJson(secret),
  inJson(inJson(secret)),
  inJson(inJson(inJson(secret))),
  encodeURIComponent(secret),
  new URLSearchParams({ '': secret }).toString().slice(1),
];

/**
 * A structured log: one JSON object a line, with a stable `event` name.
 *
 * @param secrets values that must never be written, in whatever field they turn up
 */
export const createLog = (level: LogLevel, secrets: readonly string[], write: (line: string) => void): Log => {
  // The longest first, or else a secret that holds another one would be replaced in part and its rest be written.
  const hidden = [...new Set(secrets.flatMap(formsOf))]
    .filter((secret) => secret.length > 3)
    .sort((a, b) => b.length - a.length);
  const logger = pino(
    {
      level,
      base: null,
      messageKey: 'event',
      timestamp: pino.stdTimeFunctions.isoTime,
      formatters: { level: (label) => ({ level: label }) },
      serializers: { error: (error: unknown) => tellError(error) },
    },
    { write: (line: string) => write(scrub(line, hidden)) },
  );
  return {
    debug: (event, fields = {}) => logger.debug(fields, event),
    info: (event, fields = {}) => logger.info(fields, event),
    warn: (event, fields = {}) => logger.warn(fields, event),
    error: (event, fields = {}) => logger.error(fields, event),
  };
};
