import { z } from 'zod';

/** Where one person can be answered so that nobody else sees it. */
export interface ReplyAddress {
  readonly personId: string;
  /** Null: by a direct message. */
  readonly channel: string | null;
  /** The thread in it, by the `ts` of its first message; missing where the answer belongs to none. */
  readonly thread?: string | null;
  /** How the person spoke to us, where that is known to have been no slash command. */
  readonly spoke?: 'by mention';
  /** A secret that lives half an hour: never logged. */
  readonly responseUrl: string | null;
}

const told = z.object({
  user_id: z.string().optional(),
  user: z.object({ id: z.string() }).optional(),
  channel_id: z.string().optional(),
  channel: z.object({ id: z.string() }).nullish(),
  container: z
    .object({ channel_id: z.string().optional(), thread_ts: z.string().nullish(), message_ts: z.string().nullish() })
    .optional(),
  event: z
    .object({
      type: z.string().optional(),
      user: z.string().optional(),
      channel: z.string().optional(),
      thread_ts: z.string().nullish(),
    })
    .optional(),
  response_url: z.string().optional(),
});

/** The thread that a clicked message is in. One that begins a thread is not in it: it is in the channel. */
const threadOf = (container: z.infer<typeof told>['container']): string | null =>
  container?.thread_ts == null || container.thread_ts === container.message_ts ? null : container.thread_ts;

/** Whom a body came from and how to answer; null when it does not say who. */
export const replyAddressOf = (body: unknown): ReplyAddress | null => {
  const read = told.safeParse(body);
  const personId = read.data?.user_id ?? read.data?.user?.id ?? read.data?.event?.user;
  // Whoever opens Home has asked nothing, and finds it drawn when they open it again.
  const isAsked = read.data?.event?.type !== 'app_home_opened';
  if (read.data === undefined || personId === undefined || !isAsked) return null;
  const { channel_id, channel, container, event, response_url } = read.data;
  return {
    personId,
    channel: channel_id ?? channel?.id ?? container?.channel_id ?? event?.channel ?? null,
    thread: threadOf(container) ?? event?.thread_ts ?? null,
    ...(event?.type === 'app_mention' ? { spoke: 'by mention' } : {}),
    responseUrl: response_url ?? null,
  };
};
