import { gzipSync } from 'node:zlib';
import { signatureHeaders } from '../../simulator/slack/delivery/parcel';
import type { JsonObject } from '../../simulator/slack/json';
import { type Chance, chanceOf } from '../../torture/chance';
import { damage, mutate } from './mutate';

const FORM = 'application/x-www-form-urlencoded';
const JSON_TYPE = 'application/json';

/** A body that Slack would send, of which others are made. */
export interface Sample {
  readonly as: 'command' | 'payload' | 'event';
  readonly body: JsonObject;
}

/** One request that Slack would never send. */
export interface Hostile {
  /** What it is, for whoever reads that it was answered badly. */
  readonly what: string;
  readonly headers: Readonly<Record<string, string | readonly string[]>>;
  readonly body: Buffer;
  readonly isChunked: boolean;
}

/** What is made of which samples, signed with which secret, with which values in them. */
export interface Making {
  readonly samples: readonly Sample[];
  readonly secret: string;
  /** What may stand in place of anything; see `hostileValues`. */
  readonly hostile: readonly unknown[];
}

type Draft = readonly [what: string, contentType: string, body: string | Buffer];

/** A body as a new delivery: with what was seen before, nothing more is done. */
export const renewed = (body: JsonObject, chance: Chance): JsonObject => {
  const fresh = `${chance.below(1e9)}.${chance.below(1e9)}.fuzz`;
  const named = 'event_id' in body ? { event_id: `Ev${fresh}` } : { trigger_id: fresh };
  return { ...body, ...named };
};

const encode = ({ as, body }: Sample): readonly [contentType: string, text: string] => {
  if (as === 'event') return [JSON_TYPE, JSON.stringify(body)];
  if (as === 'payload') return [FORM, `payload=${encodeURIComponent(JSON.stringify(body).toWellFormed())}`];
  const fields = Object.entries(body).map(([name, value]): [string, string] => [
    name,
    typeof value === 'string' ? value : (JSON.stringify(value) ?? ''),
  ]);
  return [FORM, new URLSearchParams(fields).toString()];
};

const junkValues = [
  'null',
  '[]',
  '{}',
  '0',
  '""',
  '"x"',
  'true',
  '-1e999',
  '[null]',
  '{"type":null}',
  '{"type":[]}',
  '',
];
const types = ['block_actions', 'view_submission', 'block_suggestion', 'view_closed', 'shortcut', 'message_action'];
const otherTypes = [
  'event_callback',
  'url_verification',
  'ssl_check',
  'dialog_submission',
  'toString',
  '__proto__',
  'x',
];
const contentTypes = [
  '',
  'text/plain',
  'multipart/form-data; boundary=x',
  'application/xml',
  `${FORM}; charset=utf-7`,
  'a/b,c',
  'JSON',
];

const bytes = (chance: Chance, length: number): Buffer => Buffer.from(Array.from({ length }, () => chance.below(256)));

const makers: readonly (readonly [weight: number, make: (chance: Chance, making: Making) => Draft])[] = [
  [
    60,
    (chance, { samples, hostile }) => {
      const sample = chance.pick(samples);
      const fresh = chance.once(20) ? sample.body : renewed(sample.body, chance);
      const [contentType, text] = encode({ ...sample, body: mutate(fresh, chance, hostile) });
      return [`a mutant of a ${sample.as}`, contentType, text];
    },
  ],
  [
    12,
    (chance, { samples }) => {
      const sample = chance.pick(samples);
      const fresh = renewed(sample.body, chance);
      if (sample.as === 'payload') {
        const text = damage(JSON.stringify(fresh), chance).toWellFormed();
        return ['a damaged payload', FORM, `payload=${encodeURIComponent(text)}`];
      }
      const [contentType, text] = encode({ ...sample, body: fresh });
      return ['a damaged body', contentType, damage(text, chance)];
    },
  ],
  [
    6,
    (chance) => [
      'a payload of junk',
      FORM,
      chance.pick([
        `payload=${encodeURIComponent(chance.pick(junkValues))}`,
        `payload=${chance.pick(junkValues)}&payload=${chance.pick(junkValues)}`,
        `payload=${encodeURIComponent(`{"type":"${chance.pick([...types, ...otherTypes])}","user":{"id":"U0NOBODY"}}`)}`,
        `payload%00=${chance.pick(junkValues)}`,
        `payload[]=${chance.pick(junkValues)}`,
      ]),
    ],
  ],
  [
    6,
    (chance) => {
      const type = chance.pick([...types, ...otherTypes]);
      return [
        'JSON of junk',
        JSON_TYPE,
        chance.pick([...junkValues, `{"type":"${type}"}`, `{"type":"${type}","event":[]}`]),
      ];
    },
  ],
  [
    3,
    (chance) => ['something deep', JSON_TYPE, chance.pick(['[', '{"a":', '[{"a":']).repeat(1 + chance.below(60_000))],
  ],
  [3, (chance) => ['bytes that are no text', chance.pick([FORM, JSON_TYPE]), bytes(chance, chance.below(400))]],
  [3, (chance, { samples }) => ['another content type', chance.pick(contentTypes), encode(chance.pick(samples))[1]]],
  [
    2,
    (chance) => [
      'a certificate check',
      FORM,
      chance.pick(['ssl_check=1', 'ssl_check=1&payload=null', 'ssl_check=1&command=/x', 'ssl_check=%00']),
    ],
  ],
  [
    2,
    (chance) => [
      'an address check',
      JSON_TYPE,
      JSON.stringify({ type: 'url_verification', challenge: chance.pick(['x', 1, null, {}, 'y'.repeat(9_999)]) }),
    ],
  ],
  [
    1,
    (chance) => [
      'something long',
      chance.pick([FORM, JSON_TYPE]),
      chance.pick(['payload=', '"', 'text=', '']) + 'A'.repeat(chance.pick([250_000, 262_145, 400_000, 1_500_000])),
    ],
  ],
];
const weights = makers.flatMap(([weight, make]) => Array.from({ length: weight }, () => make));

const sign = (
  body: Buffer,
  chance: Chance,
  secret: string,
): readonly [what: string, headers: Record<string, string>] => {
  const text = body.toString('utf8');
  if (!chance.once(25)) return ['', signatureHeaders(secret, text)];
  const good = signatureHeaders(secret, text);
  const old = signatureHeaders(secret, text, { skewSeconds: chance.pick([-301, -86_400, 301, 86_400]) });
  return chance.pick<readonly [string, Record<string, string>]>([
    [', unsigned', {}],
    [', signed by somebody else', signatureHeaders('f'.repeat(32), text)],
    [', signed at another time', old],
    [', signed in part', { ...good, 'x-slack-signature': (good['x-slack-signature'] ?? '').slice(0, 20) }],
    [', signed with junk', { ...good, 'x-slack-signature': 'v0=\u00ff' }],
    [', without its moment', { 'x-slack-signature': good['x-slack-signature'] ?? '' }],
    [', at no moment', { ...good, 'x-slack-request-timestamp': chance.pick(['NaN', '-1', '1e9', '9'.repeat(40)]) }],
  ]);
};

const junkHeaders = (chance: Chance): Record<string, string> =>
  chance.once(20)
    ? chance.pick<Record<string, string>>([
        { 'x-slack-retry-num': '99', 'x-slack-retry-reason': '<b>' },
        Object.fromEntries(Array.from({ length: 60 }, (_, index) => [`x-junk-${index}`, 'y'.repeat(100)])),
        { expect: '100-continue' },
        { 'x-forwarded-for': '169.254.169.254', host: 'evil.example' },
        { 'content-encoding': 'br' },
        { authorization: 'Bearer xoxb-none', cookie: 'd=1' },
      ])
    : {};

/** Hostile requests without end: the same seed makes the same ones in the same order (but for their moment). */
export const hostilesOf = (seed: number, making: Making): (() => Hostile) => {
  const chance = chanceOf(seed);
  return () => {
    const [what, contentType, made] = chance.pick(weights)(chance, making);
    const plain = typeof made === 'string' ? Buffer.from(made, 'utf8') : made;
    const isZipped = chance.once(60);
    const body = isZipped ? gzipSync(plain) : plain;
    const [how, signature] = sign(body, chance, making.secret);
    return {
      what: `${what}${how}${isZipped ? ', zipped' : ''}`,
      headers: {
        ...(contentType === '' ? {} : { 'content-type': contentType }),
        ...(isZipped ? { 'content-encoding': 'gzip' } : {}),
        ...signature,
        ...junkHeaders(chance),
      },
      body,
      isChunked: chance.once(15),
    };
  };
};

const envelopes = [
  'interactive',
  'slash_commands',
  'events_api',
  'hello',
  'telepathy',
  'error',
  '__proto__',
  '',
  null,
  7,
];

/** A frame of Socket Mode that Slack would never send. Never one that asks to leave: that one would be obeyed. */
export const hostileFrameOf = (payload: JsonObject, chance: Chance): string | Buffer => {
  const type = chance.pick(envelopes);
  const text = JSON.stringify({
    type,
    envelope_id: chance.pick(['e1', '', 7, null, {}]),
    payload: chance.pick([payload, null, 1]),
  });
  return chance.pick<() => string | Buffer>([
    () => text,
    () => text,
    () => damage(text, chance),
    () => chance.pick(junkValues),
    () => JSON.stringify({ type }),
    () =>
      JSON.stringify({
        type: 'events_api',
        envelope_id: 'e2',
        payload: { event: { type: chance.pick(['close', 'error', 'ws_message']) } },
      }),
    () => '['.repeat(chance.below(50_000)),
    () => bytes(chance, chance.below(300)),
    () => 'x'.repeat(300_000),
  ])();
};
