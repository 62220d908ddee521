import { z } from 'zod';

/** Where one person can be answered so that nobody else sees it. */
export interface ReplyAddress {
  readonly personId: string;
  readonly channel: string | null;
  /** A secret that lives half an hour: never logged. */
  readonly responseUrl: string | null;
}

const told = z.object({
  user_id: z.string().optional(),
  user: z.object({ id: z.string() }).optional(),
  channel_id: z.string().optional(),
  channel: z.object({ id: z.string() }).nullish(),
  container: z.object({ channel_id: z.string().optional() }).optional(),
  response_url: z.string().optional(),
});

/** Whom a body came from and how to answer; null when it does not say who. */
export const replyAddressOf = (body: unknown): ReplyAddress | null => {
  const read = told.safeParse(body);
  const personId = read.data?.user_id ?? read.data?.user?.id;
  if (read.data === undefined || personId === undefined) return null;
  const { channel_id, channel, container, response_url } = read.data;
  return {
    personId,
    channel: channel_id ?? channel?.id ?? container?.channel_id ?? null,
    responseUrl: response_url ?? null,
  };
};
