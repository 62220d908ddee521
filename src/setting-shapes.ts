import { z } from 'zod';
import { parseDuration } from './host/duration';

const isLoopback = (host: string): boolean =>
  host === 'localhost' || host === '[::1]' || /^127(\.\d{1,3}){3}$/.test(host);

/** An address; `http:` only for loopback. */
export const url = z.string().refine((text) => {
  const parsed = URL.canParse(text) ? new URL(text) : null;
  return parsed?.protocol === 'https:' || (parsed?.protocol === 'http:' && isLoopback(parsed.hostname));
}, 'must be an https: address (http: only for loopback)');

/** Timers hold less than 25 days, and fire at once when given more. */
const MOST_WAIT_MS = 86_400_000;

/** A stretch of time, in milliseconds. */
export const duration = (fallback: string) =>
  z
    .string()
    .default(fallback)
    .transform((text, context) => {
      const ms = parseDuration(text);
      if (ms === null || ms > MOST_WAIT_MS) {
        context.addIssue({ code: 'custom', message: 'write a number and a unit, such as 30s, 15m or 1h; at most 1d' });
      }
      return ms ?? 0;
    });

/** A port number. */
export const port = (fallback: number) =>
  z
    .string()
    .default(String(fallback))
    .refine((text) => /^\d{1,5}$/.test(text) && Number(text) <= 65_535, 'write a port number from 0 to 65535')
    .transform(Number);

/** Limits of calls, such as `100/1m,1500/1h`. */
export const rateLimits = z
  .string()
  .default('100/1m,1500/1h')
  .transform((text, context) => {
    const limits = text.split(',').map((part) => {
      const [calls = '', window = '', ...more] = part.trim().split('/');
      const windowMs = parseDuration(/^\d/.test(window) ? window : `1${window}`);
      const isMalformed = !/^[1-9]\d{0,8}$/.test(calls) || windowMs === null || more.length > 0;
      return isMalformed ? null : { calls: Number(calls), windowMs };
    });
    if (limits.includes(null)) {
      context.addIssue({ code: 'custom', message: 'write calls/window pairs, such as 100/1m,1500/1h' });
    }
    return limits.filter((limit) => limit !== null);
  });

/** True or false. */
export const flag = z
  .string()
  .default('false')
  .refine((text) => /^(true|false|1|0|yes|no)$/i.test(text), 'write true or false')
  .transform((text) => /^(true|1|yes)$/i.test(text));

/** Where everything is stored. */
export const database = z
  .string()
  .default('sqlite:./data/twokey.db')
  .transform((text, context) => {
    if (/^postgres(?:ql)?:\/\/./.test(text) && URL.canParse(text)) return { kind: 'postgres' as const, url: text };
    const path = /^sqlite:(?:\/\/)?(.+)$/.exec(text)?.[1];
    if (path === undefined) {
      context.addIssue({
        code: 'custom',
        message:
          'write sqlite: and the path of a file, such as sqlite:./data/twokey.db, or postgres://user:password@host/database',
      });
    }
    return { kind: 'sqlite' as const, path: path ?? '' };
  });

/** Where replicas share what they may call. */
export const redis = z
  .string()
  .refine(
    (text) => /^rediss?:\/\/./.test(text) && URL.canParse(text),
    'write redis://host:6379, or rediss:// for TLS; a user and password go before the host',
  )
  .optional();

/** A text that must be there. */
export const required = (cure: string) => z.string({ error: `is missing; ${cure}` });

/** A GUID, or a tenant's domain: it becomes part of an address, and must not be able to change the rest of it. */
export const entraId = (cure: string) =>
  required(cure).regex(/^[A-Za-z0-9][\w.-]*$/, `holds characters that no such id has; ${cure}`);

/** Shorter keys could be guessed. */
const LEAST_KEY = 32;

/** Keys, the newest first. A comma stands between two. */
export const auditKeys = z
  .string()
  .transform((text, context) => {
    const keys = text.split(',').map((key) => key.trim());
    if (keys.some((key) => key.length < LEAST_KEY)) {
      context.addIssue({
        code: 'custom',
        message: `holds a key of less than ${LEAST_KEY} characters; make one with: openssl rand -hex 32`,
      });
    }
    return keys;
  })
  .optional();
