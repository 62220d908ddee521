import { createHash } from 'node:crypto';
import { z } from 'zod';

/** A body that Slack delivered, known to have the shape that its listeners read. */
export interface Incoming {
  readonly kind: string;
  /** Whether any listener is made for this kind; what nobody hears is acknowledged, and nothing else. */
  readonly isHeard: boolean;
  /** What makes this delivery the same one when it comes again; null where it changes nothing and need not be kept. */
  readonly key: string | null;
  readonly body: Readonly<Record<string, unknown>>;
}

// Slack's ids are of visible ASCII. They are stored as they are, where a NUL would fail what is stored along with them.
const id = z.string().regex(/^[!-~]{1,255}$/);
const person = z.object({ id });
const team = z.object({ id: z.string() }).nullish();
/** What may be left out may be null as well: a valid click must not be lost for it, and neither Bolt nor listeners read a null. */
const leftOut = <T extends z.ZodType>(shape: T) => shape.nullish().transform((value) => value ?? undefined);
const interaction = { user: person, team, channel: leftOut(z.object({ id })), trigger_id: leftOut(id) };
/** An address to answer in the channel that a form asked for. */
const responseUrl = z.looseObject({ response_url: z.string(), channel_id: id });
/** A channel by its id or as it is, which Bolt looks into. */
const place = leftOut(z.union([z.string(), z.looseObject({})]));
const view = z.looseObject({
  callback_id: z.string().max(255),
  private_metadata: z.string(),
  state: z.looseObject({ values: z.record(z.string(), z.record(z.string(), z.looseObject({}))) }),
});

/** What we are told when somebody opens Home; `view` is what it shows, and missing where we never published any. */
const homeOpened = z.looseObject({ user: id, tab: z.string().max(255), view: leftOut(z.looseObject({})) });

/** What must be said of an event for its listener to make sense of it. */
const saysEnough = (event: { readonly type: string }): boolean => {
  if (event.type === 'app_mention') return mention.safeParse(event).success;
  return event.type !== 'app_home_opened' || homeOpened.safeParse(event).success;
};

/** A view that holds a button that was clicked. */
const clickedView = z.looseObject({ id, type: z.string().max(255), app_id: leftOut(id) });

/** What a message that mentions us must say; whatever else it lacks, its listener answers or passes over. */
const mention = z.looseObject({
  channel: id,
  ts: id,
  user: leftOut(id),
  text: leftOut(z.string()),
  thread_ts: leftOut(id),
});

/** The kinds of body that we know, by their `type`; a command has none. */
const shapes = {
  command: z.looseObject({
    command: z.string().startsWith('/'),
    text: leftOut(z.string()),
    user_id: id,
    channel_id: id,
    trigger_id: id,
    response_url: leftOut(z.string()),
  }),
  block_actions: z.looseObject({
    ...interaction,
    actions: z
      .array(
        z.looseObject({
          action_id: z.string(),
          value: leftOut(z.string()),
          selected_option: leftOut(z.looseObject({ value: z.string().max(255) })),
        }),
      )
      .min(1),
    view: leftOut(clickedView),
    message: leftOut(z.looseObject({ ts: z.string(), text: leftOut(z.string()) })),
    // Bolt's types promise it, and listeners rely on them.
    container: z
      .looseObject({ channel_id: leftOut(z.string()), message_ts: leftOut(z.string()) })
      .nullish()
      .transform((container) => container ?? {}),
    response_url: leftOut(z.string()),
  }),
  view_submission: z.looseObject({ ...interaction, view, response_urls: leftOut(z.array(responseUrl)) }),
  view_closed: z.looseObject({ ...interaction, view: z.looseObject({}) }),
  block_suggestion: z.looseObject({ ...interaction, action_id: z.string(), value: z.string() }),
  message_action: z.looseObject({
    ...interaction,
    channel: z.object({ id }),
    callback_id: z.string().max(255),
    message: z.looseObject({ ts: id, thread_ts: leftOut(id) }),
    response_url: leftOut(z.string()),
  }),
  shortcut: z.looseObject({ ...interaction, callback_id: z.string().max(255) }),
  event_callback: z.looseObject({
    event_id: id,
    event: z.looseObject({ type: id, channel: place, item: z.looseObject({}).optional() }).refine(saysEnough),
    team_id: z.string().nullish(),
    authorizations: z.array(z.looseObject({})).optional(),
  }),
} as const;

/** Kinds that are answered at once and change nothing. */
const FLEETING: ReadonlySet<string> = new Set(['block_suggestion', 'view_closed']);
const POISON: readonly string[] = ['__proto__', 'constructor', 'prototype'];

const strangeKind = id.max(100);

/** Bolt goes by the first of these that a body has, whatever its type, and calls listeners that cannot make sense of it. */
const ROUTES: readonly string[] = ['event', 'command', 'name', 'actions', 'response_urls', 'function_data'];
const routeOf: Readonly<Partial<Record<string, string>>> = {
  command: 'command',
  view_submission: 'response_urls',
  block_actions: 'actions',
  event_callback: 'event',
};

const withOwnRoute = (kind: string, body: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> =>
  Object.fromEntries(Object.entries(body).filter(([name]) => !ROUTES.includes(name) || name === routeOf[kind]));

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
  if (!isKnown(kind)) return strangeKind.safeParse(kind).success ? { kind, isHeard: false, key: null, body: {} } : null;
  const read = shapes[kind].safeParse(body);
  if (!read.success) return null;
  const key = FLEETING.has(kind) ? null : keyOf(kind, read.data);
  return { kind, isHeard: true, key, body: withOwnRoute(kind, read.data) };
};
