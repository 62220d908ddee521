import type { JsonObject } from '../json.js';
import type { Message } from './messages.js';
import type { Workspace } from './workspace.js';

/** A message as Slack's API and payloads show it. */
export const messageJson = (workspace: Workspace, message: Message): JsonObject => {
  const replies = workspace.messages
    .inChannel(message.channel)
    .filter((each) => each.thread_ts === message.ts && each.ts !== message.ts && !each.deleted);
  const latest = replies.at(-1);
  const parent =
    message.thread_ts === undefined ? undefined : workspace.messages.find(message.channel, message.thread_ts);
  return {
    user: message.user,
    type: 'message',
    ts: message.ts,
    ...(message.bot_id && { bot_id: message.bot_id }),
    ...(message.app_id && { app_id: message.app_id }),
    text: message.text,
    team: workspace.seed.teamId,
    ...(message.thread_ts && { thread_ts: message.thread_ts }),
    ...(parent && { parent_user_id: parent.user }),
    ...(latest && {
      thread_ts: message.ts,
      reply_count: replies.length,
      reply_users_count: new Set(replies.map((reply) => reply.user)).size,
      latest_reply: latest.ts,
      reply_users: [...new Set(replies.map((reply) => reply.user))],
      is_locked: false,
      subscribed: false,
    }),
    ...(message.edited && { edited: { user: message.user, ts: `${message.ts.split('.')[0]}.000000` } }),
    blocks: message.blocks,
    ...(Array.isArray(message.options.attachments) && { attachments: message.options.attachments }),
    ...(message.metadata && { metadata: message.metadata }),
  };
};
