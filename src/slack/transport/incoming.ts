import { createHash } from 'node:crypto';
import { z } from 'zod';

/** A body that Slack delivered, known to have the shape that its listeners read. */
export interface Incoming {
  readonly kind: string;
  /** What makes this delivery the same one when it comes again; null where it changes nothing and need not be kept. */
  readonly key: string | null;
  readonly body: Readonly<Record<string, unknown>>;
}

const id = z.string().min(1).max(255);
const person = z.object({ id });
const team = z.object({ id: z.string() }).nullish();
const place = z.object({ id }).nullish();
const interaction = { user: person, team, channel: place, trigger_id: id.optional() };
const view = z.looseObject({
  callback_id: z.string().max(255),
  private_metadata: z.string(),
  state: z.looseObject({ values: z.record(z.string(), z.record(z.string(), z.looseObject({}))) }),
});

/** The kinds of body that we know, by their `type`; a command has none. */
const shapes = {
  command: z.looseObject({
    command: z.string().startsWith('/'),
    text: z.string().default(''),
    user_id: id,
    channel_id: id,
    trigger_id: id,
    response_url: z.string().optional(),
  }),
  block_actions: z.looseObject({
    ...interaction,
    actions: z.array(z.looseObject({ action_id: z.string(), value: z.string().optional() })).min(1),
    message: z.looseObject({ ts: z.string() }).optional(),
    // Bolt's types promise it, and listeners rely on them.
    container: z.looseObject({ channel_id: z.string().optional() }).default({}),
    response_url: z.string().optional(),
  }),
  view_submission: z.looseObject({ ...interaction, view }),
  view_closed: z.looseObject({ ...interaction, view: z.looseObject({}) }),
  block_suggestion: z.looseObject({ ...interaction, action_id: z.string(), value: z.string() }),
  event_callback: z.looseObject({
    event_id: id,
    event: z.looseObject({ type: id, item: z.looseObject({}).optional() }),
    team_id: z.string().nullish(),
  }),
} as const;

/** Kinds that are answered at once and change nothing. */
const FLEETING: ReadonlySet<string> = new Set(['block_suggestion', 'view_closed']);
const POISON: readonly string[] = ['__proto__', 'constructor', 'prototype'];

const stranger = z.looseObject({ type: z.string().min(1).max(100), event: z.undefined().optional() });
const strangeInteraction = stranger.extend({ user: person, team });

/** Bolt reads the person out of these, whatever their type. */
const isInteraction = (kind: string, body: object): boolean =>
  'actions' in body || 'name' in body || ['shortcut', 'message_action', 'dialog_submission'].includes(kind);

const isKnown = (kind: string): kind is keyof typeof shapes => Object.hasOwn(shapes, kind);

const kindOf = (body: object): string | null => {
  if ('command' in body) return 'command';
  return 'type' in body && typeof body.type === 'string' && body.type !== 'command' ? body.type : null;
};

/** A delivery's body as it is kept: without the token that Slack still sends along. */
export const keptBody = (body: Readonly<Record<string, unknown>>): string =>
  JSON.stringify({ ...body, token: undefined });

const keyOf = (kind: string, body: Readonly<Record<string, unknown>>): string => {
  const named = kind === 'event_callback' ? body['event_id'] : body['trigger_id'];
  return typeof named === 'string' ? named : createHash('sha256').update(keptBody(body)).digest('hex');
};

/** Reads a body of which nothing is known yet; null when no listener could make sense of it. */
export const readIncoming = (body: unknown): Incoming | null => {
  if (typeof body !== 'object' || body === null || Array.isArray(body)) return null;
  if (POISON.some((name) => Object.hasOwn(body, name))) return null;
  const kind = kindOf(body);
  if (kind === null) return null;
  const shape = isKnown(kind) ? shapes[kind] : isInteraction(kind, body) ? strangeInteraction : stranger;
  const read = shape.safeParse(body);
  if (!read.success) return null;
  return { kind, key: FLEETING.has(kind) ? null : keyOf(kind, read.data), body: read.data };
};
