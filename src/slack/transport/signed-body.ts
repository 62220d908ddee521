import { parse } from 'node:querystring';
import { isValidSlackRequest } from '@slack/bolt';
import type { Instant } from '../../domain/instant';

const MAX_SKEW_S = 300;
const FORM = 'application/x-www-form-urlencoded';
const JSON_TYPE = 'application/json';

/** What an HTTP request was found to be. */
export type Opened =
  | { readonly kind: 'body'; readonly body: unknown }
  /** Slack tries the certificate; nothing in such a request is signed, so nothing of it is read. */
  | { readonly kind: 'ssl-check' }
  | { readonly kind: 'challenge'; readonly challenge: string }
  | { readonly kind: 'refused'; readonly status: 400 | 401; readonly why: string };

interface Sealed {
  readonly text: string;
  readonly contentType: string;
  readonly timestamp: string | undefined;
  readonly signature: string | undefined;
}

const refuse = (status: 400 | 401, why: string): Opened => ({ kind: 'refused', status, why });

const isSslCheck = ({ contentType, text }: Sealed): boolean =>
  contentType === FORM && parse(text)['ssl_check'] === '1' && !text.includes('payload=') && !text.includes('command=');

const verify = (sealed: Sealed, signingSecret: string, now: Instant): string | null => {
  const { text, timestamp, signature } = sealed;
  if (timestamp === undefined || signature === undefined) return 'unsigned';
  if (!/^\d{1,12}$/.test(timestamp)) return 'timestamp';
  const seconds = Number(timestamp);
  // Bolt lets any future timestamp pass; a request is only as good as its moment, in both directions.
  if (Math.abs(now / 1000 - seconds) > MAX_SKEW_S) return 'skew';
  const headers = { 'x-slack-signature': signature, 'x-slack-request-timestamp': seconds };
  return isValidSlackRequest({ signingSecret, body: text, headers, nowMilliseconds: now }) ? null : 'signature';
};

const readJson = (text: string): Opened => {
  let body: unknown;
  try {
    body = JSON.parse(text);
  } catch {
    return refuse(400, 'broken-json');
  }
  if (typeof body !== 'object' || body === null) return refuse(400, 'no-object');
  if ('type' in body && body.type === 'url_verification') {
    const challenge = 'challenge' in body ? body.challenge : null;
    return typeof challenge === 'string' ? { kind: 'challenge', challenge } : refuse(400, 'no-challenge');
  }
  return { kind: 'body', body };
};

const readForm = (text: string): Opened => {
  const form = { ...parse(text) };
  if (Object.values(form).some((value) => typeof value !== 'string')) return refuse(400, 'repeated-field');
  if (typeof form['payload'] !== 'string') return { kind: 'body', body: form };
  const opened = readJson(form['payload']);
  return opened.kind === 'challenge' ? refuse(400, 'no-object') : opened;
};

/** Opens a request: the signature and its moment are verified before anything is parsed. */
export const openSignedBody = (sealed: Sealed, signingSecret: string, now: Instant): Opened => {
  if (isSslCheck(sealed)) return { kind: 'ssl-check' };
  const doubt = verify(sealed, signingSecret, now);
  if (doubt !== null) return refuse(401, doubt);
  if (sealed.contentType === FORM) return readForm(sealed.text);
  return sealed.contentType === JSON_TYPE ? readJson(sealed.text) : refuse(400, 'content-type');
};
