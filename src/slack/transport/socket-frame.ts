import { z } from 'zod';

/** What a frame of Socket Mode is to us. */
export type Frame =
  /** One that the library can take. */
  { readonly kind: 'sound' } | { readonly kind: 'leaving'; readonly reason: string } | { readonly kind: 'broken' };

// The library emits an event's own type as an event of its client: one of its own names would confuse it.
const LIFECYCLE: ReadonlySet<string> = new Set([
  'authenticated',
  'close',
  'connected',
  'connecting',
  'disconnected',
  'disconnecting',
  'error',
  'outgoing_message',
  'reconnecting',
  'slack_event',
  'ws_message',
]);

const envelope = z.looseObject({ envelope_id: z.string() });
const frame = z.discriminatedUnion('type', [
  z.looseObject({ type: z.literal('hello') }),
  z.looseObject({ type: z.literal('disconnect'), reason: z.string().default('unknown') }),
  envelope.extend({ type: z.literal('interactive') }),
  envelope.extend({ type: z.literal('slash_commands') }),
  envelope.extend({
    type: z.literal('events_api'),
    payload: z.looseObject({
      event: z.looseObject({ type: z.string().refine((type) => !LIFECYCLE.has(type)) }),
    }),
  }),
]);

/** Reads a frame before the library does: on one of another shape the library would end the process. */
export const readFrame = (data: unknown): Frame => {
  let parsed: unknown;
  try {
    parsed = JSON.parse(String(data));
  } catch {
    return { kind: 'broken' };
  }
  const read = frame.safeParse(parsed);
  if (!read.success) return { kind: 'broken' };
  return read.data.type === 'disconnect' ? { kind: 'leaving', reason: read.data.reason } : { kind: 'sound' };
};
