import pino from 'pino';
import type { LogLevel } from '../config';
import { Fault } from '../domain/fault';
import type { Log } from '../flow/ports';

// What secrets look like, wherever they turn up: Slack tokens, webhook addresses, bearer headers, signed tokens.
const SHAPES = [
  /xox[a-z](?:\.xox[a-z])?-[\w-]+/g,
  /xapp-[\w-]+/g,
  /https:\/\/hooks\.slack\.com\/[^\s"\\]+/g,
  /Bearer\s+[\w.~+/=-]+/gi,
  /eyJ[\w-]{10,}\.[\w-]+\.?[\w-]*/g,
];

/** Replaces every known secret, and everything shaped like one, in a line that is about to leave the process. */
export const scrub = (line: string, secrets: readonly string[]): string =>
  SHAPES.reduce(
    (text, shape) => text.replace(shape, '[secret]'),
    secrets.reduce((text, secret) => text.replaceAll(secret, '[secret]'), line),
  );

/** An error as fields. Only names, words and stacks: errors of HTTP clients carry headers and bodies. */
const tellError = (error: unknown): object => {
  if (error instanceof Fault)
    return { ...error.facts, cause: error.cause === undefined ? undefined : tellError(error.cause) };
  if (!(error instanceof Object) || !('message' in error)) return { message: String(error) };
  const { name, message, stack, code } = error as {
    name?: unknown;
    message?: unknown;
    stack?: unknown;
    code?: unknown;
  };
  return { name, message, code, stack };
};

/**
 * A structured log: one JSON object a line, with a stable `event` name.
 *
 * @param secrets values that must never be written, in whatever field they turn up
 */
export const createLog = (level: LogLevel, secrets: readonly string[], write: (line: string) => void): Log => {
  // A secret with quotes or backslashes stands escaped in a line of JSON.
  const hidden = [...new Set(secrets.flatMap((secret) => [secret, JSON.stringify(secret).slice(1, -1)]))].filter(
    (secret) => secret.length > 3,
  );
  const logger = pino(
    {
      level,
      base: null,
      messageKey: 'event',
      timestamp: pino.stdTimeFunctions.isoTime,
      formatters: { level: (label) => ({ level: label }) },
      serializers: { error: tellError },
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
