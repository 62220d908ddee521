import { createHmac, randomUUID } from 'node:crypto';
import type { JsonObject } from '../json.js';

export type ParcelKind = 'slash_commands' | 'interactive' | 'events_api';

/** One thing that Slack tells the bot. */
export type Parcel = {
  readonly kind: ParcelKind;
  readonly payload: JsonObject;
  readonly retry?: { readonly num: number; readonly reason: 'http_timeout' | 'http_error' | 'timeout' };
};

/** How a request is signed, where it should not be signed as Slack would. */
export type Signing = {
  /** A secret other than the app's. */
  readonly secret?: string;
  /** Added to the wall clock: negative for an old request, positive for one from the future. */
  readonly skewSeconds?: number;
};

/** A parcel made up for sending; sending the same letter twice is a replay, or a redelivered envelope. */
export type Letter = {
  readonly parcel: Parcel;
  readonly envelopeId: string;
  readonly body: string;
  readonly headers: Readonly<Record<string, string>>;
};

const FORM = 'application/x-www-form-urlencoded';

const encode: Readonly<Record<ParcelKind, (payload: JsonObject) => readonly [contentType: string, body: string]>> = {
  slash_commands: (payload) => [
    FORM,
    new URLSearchParams(
      Object.entries(payload).map(([name, value]): [string, string] => [name, String(value)]),
    ).toString(),
  ],
  interactive: (payload) => [FORM, new URLSearchParams({ payload: JSON.stringify(payload) }).toString()],
  events_api: (payload) => ['application/json', JSON.stringify(payload)],
};

/** Signature headers over a body, by the wall clock, for that is the clock the bot compares them with. */
export const signatureHeaders = (secret: string, body: string, signing: Signing = {}): Record<string, string> => {
  const timestamp = Math.floor(Date.now() / 1_000) + (signing.skewSeconds ?? 0);
  const digest = createHmac('sha256', signing.secret ?? secret)
    .update(`v0:${timestamp}:${body}`)
    .digest('hex');
  return { 'x-slack-request-timestamp': String(timestamp), 'x-slack-signature': `v0=${digest}` };
};

export const retryHeaders = (parcel: Parcel): Record<string, string> =>
  parcel.retry === undefined
    ? {}
    : { 'x-slack-retry-num': String(parcel.retry.num), 'x-slack-retry-reason': parcel.retry.reason };

export const writeLetter = (parcel: Parcel, secret: string, signing: Signing = {}): Letter => {
  const [contentType, body] = encode[parcel.kind](parcel.payload);
  return {
    parcel,
    envelopeId: randomUUID(),
    body,
    headers: {
      'user-agent': 'Slackbot 1.0 (+https://api.slack.com/robots)',
      accept: 'application/json,*/*',
      'content-type': contentType,
      ...signatureHeaders(secret, body, signing),
      ...retryHeaders(parcel),
    },
  };
};
