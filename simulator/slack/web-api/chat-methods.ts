import { type JsonObject, textIn } from '../json.js';
import type { SeedChannel } from '../seed.js';
import { messageJson } from '../workspace/message-json.js';
import type { Message } from '../workspace/messages.js';
import type { Workspace } from '../workspace/workspace.js';
import { editedContent, isRefusal, newContent, readContent } from './message-content.js';
import { type Answer, granted, type HasScope, type Method, type MethodTable, refused } from './method.js';
import { placeInThread } from './thread-place.js';

const isString = (value: unknown): value is string => typeof value === 'string';

const PASSED_ON = ['parse', 'link_names', 'unfurl_links', 'unfurl_media', 'mrkdwn', 'reply_broadcast', 'attachments'];

const postingOptions = (args: JsonObject): JsonObject =>
  Object.fromEntries(Object.entries(args).filter(([name]) => PASSED_ON.includes(name)));

/** The chat methods: what the bot says. */
export const chatMethods = (workspace: Workspace): MethodTable => {
  const { seed, channels, messages, violated } = workspace;
  const bot = { user: seed.botUserId, bot_id: seed.botId, app_id: seed.appId };

  const writable = (args: JsonObject, hasScope: HasScope): SeedChannel | string => {
    const channel = channels.resolve(textIn(args.channel));
    if (channel === undefined) return 'channel_not_found';
    const isMember = channel.members.includes(seed.botUserId);
    if (channel.isPrivate && !isMember) return 'channel_not_found';
    if (channel.isArchived) return 'is_archived';
    if (!isMember && !hasScope('chat:write.public')) return 'not_in_channel';
    if (channel.isReadOnly) return 'restricted_action_read_only_channel';
    return channel;
  };

  const ownMessage = (args: JsonObject, refusal: string): Message | Answer => {
    const channel = channels.byId(textIn(args.channel));
    if (channel === undefined) return refused('channel_not_found');
    if (channel.isArchived) return refused('is_inactive');
    const message = messages.find(channel.id, textIn(args.ts));
    if (message === undefined || message.deleted || message.ephemeralTo) return refused('message_not_found');
    return message.bot_id === seed.botId ? message : refused(refusal);
  };

  const tellMetadata = (type: string, message: Message) => {
    if (message.metadata === undefined) return;
    const { bot_id, app_id } = bot;
    const about = { channel_id: message.channel, message_ts: message.ts, metadata: message.metadata };
    workspace.emit({ type, app_id, bot_id, user_id: bot.user, team_id: seed.teamId, ...about, event_ts: message.ts });
  };

  const postMessage: Method['answer'] = (args, hasScope) => {
    const channel = writable(args, hasScope);
    if (isString(channel)) return refused(channel);
    const sent = readContent(workspace, 'chat.postMessage', args);
    if (isRefusal(sent)) return sent;
    const content = newContent(sent);
    if (content === undefined) return refused('no_text');
    const place = placeInThread(workspace, 'chat.postMessage', channel.id, args.thread_ts);
    if (isString(place)) return refused(place);
    const message = messages.post({ ...bot, ...content, ...place, channel: channel.id, options: postingOptions(args) });
    tellMetadata('message_metadata_posted', message);
    return granted({ channel: channel.id, ts: message.ts, message: messageJson(workspace, message) });
  };

  const update: Method['answer'] = (args) => {
    const message = ownMessage(args, 'cant_update_message');
    if ('ok' in message) return message;
    const sent = readContent(workspace, 'chat.update', args);
    if (isRefusal(sent)) return sent;
    const content = editedContent(message, sent);
    const edited = content && messages.edit(message, content);
    if (edited === undefined) return refused('no_text');
    tellMetadata('message_metadata_updated', edited);
    const { channel, ts, text } = edited;
    return granted({ channel, ts, text, message: messageJson(workspace, edited) });
  };

  const remove: Method['answer'] = (args) => {
    const message = ownMessage(args, 'cant_delete_message');
    if ('ok' in message) return message;
    messages.remove(message);
    return granted({ channel: message.channel, ts: message.ts });
  };

  const postEphemeral: Method['answer'] = (args, hasScope) => {
    const channel = writable(args, hasScope);
    if (isString(channel)) return refused(channel);
    const user = textIn(args.user);
    if (!channel.members.includes(user)) return refused('user_not_in_channel');
    const sent = readContent(workspace, 'chat.postEphemeral', args);
    if (isRefusal(sent)) return sent;
    const content = newContent(sent);
    if (content === undefined) return refused('no_text');
    const thread = textIn(args.thread_ts) === '' ? {} : { thread_ts: textIn(args.thread_ts) };
    const options = postingOptions(args);
    const message = messages.post({ ...bot, ...content, ...thread, channel: channel.id, ephemeralTo: user, options });
    return granted({ message_ts: message.ts });
  };

  const getPermalink: Method['answer'] = (args) => {
    const channel = channels.byId(textIn(args.channel));
    if (channel === undefined || (channel.isPrivate && !channel.members.includes(seed.botUserId))) {
      return refused('channel_not_found');
    }
    const message = messages.find(channel.id, textIn(args.message_ts));
    if (message === undefined || message.deleted || message.ephemeralTo) return refused('message_not_found');
    const thread = message.thread_ts ? `?thread_ts=${message.thread_ts}&cid=${channel.id}` : '';
    const path = `archives/${channel.id}/p${message.ts.replace('.', '')}${thread}`;
    return granted({ channel: channel.id, permalink: `https://${seed.teamDomain}.slack.com/${path}` });
  };

  const checked =
    (method: string, answer: Method['answer']): Method['answer'] =>
    (args, hasScope) => {
      const result = answer(args, hasScope);
      const mistakes = ['no_text', 'cant_update_message', 'cant_delete_message'];
      if (!result.ok && mistakes.includes(textIn(result.error))) violated(method, textIn(result.error));
      return result;
    };

  const writing = { scopes: ['chat:write'], token: 'bot' } as const;
  const row = (tier: Method['tier'], required: readonly string[], name: string, answer: Method['answer']): Method => ({
    ...writing,
    tier,
    required,
    answer: checked(name, answer),
  });
  return {
    'chat.postMessage': row('per-channel', ['channel'], 'chat.postMessage', postMessage),
    'chat.update': row('tier3', ['channel', 'ts'], 'chat.update', update),
    'chat.delete': row('tier3', ['channel', 'ts'], 'chat.delete', remove),
    'chat.postEphemeral': row('tier4', ['channel', 'user'], 'chat.postEphemeral', postEphemeral),
    'chat.getPermalink': {
      scopes: [],
      token: 'bot',
      tier: 'special',
      required: ['channel', 'message_ts'],
      answer: getPermalink,
    },
  };
};
