import { randomUUID } from 'node:crypto';
import { channelName, LEGACY_TOKEN, payloadFrame } from '../delivery/payload-frame.js';
import { decodeJson, type JsonObject } from '../json.js';
import { messageJson } from '../workspace/message-json.js';
import type { Message } from '../workspace/messages.js';
import { respond, spokenBody } from '../web-api/respond.js';
import { type Actor, channelFor, type DeliveryOptions, type Interaction } from './actor.js';

export type CommandOptions = DeliveryOptions & {
  /** Slack escapes & < > in a command's text; 'as-typed' sends it unescaped, as some clients have been seen to. */
  readonly escaping?: 'slack' | 'as-typed';
};

/** What a person types. */
export type Speaking = {
  /** Types a slash command into a channel; resolves once it is acknowledged, or has failed. */
  readonly command: (channel: string, line: string, options?: CommandOptions) => Promise<Interaction>;
  /** Posts an ordinary message; `text` as Slack keeps it, with `& < >` escaped and links and mentions marked up. */
  readonly say: (channel: string, text: string, place?: { readonly thread_ts?: string }) => Message;
  /** Uses a message shortcut. */
  readonly shortcut: (callbackId: string, message: Message, options?: DeliveryOptions) => Promise<Interaction>;
  /** Uses a global shortcut, which is in no channel. */
  readonly globalShortcut: (callbackId: string, options?: DeliveryOptions) => Promise<Interaction>;
};

const escaped = (text: string): string => text.replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/>/g, '&gt;');

const asIs = (payload: JsonObject): JsonObject => payload;

export const createSpeaking = (actor: Actor): Speaking => {
  const { workspace, courier } = actor;
  const { seed, messages, triggers, responseUrls } = workspace;

  const slackbotSays = (channel: string, text: string) =>
    messages.post({ channel, user: 'USLACKBOT', ephemeralTo: actor.user().id, text, blocks: [], options: {} });

  const command: Speaking['command'] = async (channelId, line, options = {}) => {
    const user = actor.user();
    if (user.isStranger) throw new Error(`${user.realName} is from another workspace, which has no such command`);
    const channel = channelFor(actor, channelId);
    const [, name = line, typed = ''] = /^(\S+)\s*([\s\S]*)$/.exec(line.trim()) ?? [];
    const text = options.escaping === 'as-typed' ? typed : escaped(typed);
    const target = { user: user.id, channel: channel.id };
    const responseUrl = actor.urlOf(responseUrls.create('commands', target));
    const triggerId = triggers.create({ user: user.id });
    const payload = (options.payload ?? asIs)({
      token: LEGACY_TOKEN,
      team_id: seed.teamId,
      team_domain: seed.teamDomain,
      ...(seed.enterprise && { enterprise_id: seed.enterprise.id, enterprise_name: seed.enterprise.name }),
      channel_id: channel.id,
      channel_name: channelName(workspace, channel.id),
      user_id: user.id,
      user_name: user.name,
      command: name,
      text,
      api_app_id: seed.appId,
      is_enterprise_install: 'false',
      response_url: responseUrl,
      trigger_id: triggerId,
    });
    const delivery = await courier.send({ kind: 'slash_commands', payload }, options.signing);
    if (delivery.status !== 200) {
      const error = delivery.status === 'timeout' ? 'operation_timeout' : 'dispatch_failed';
      slackbotSays(channel.id, `${name} failed with the error "${error}"`);
      return { ...delivery, triggerId, responseUrl };
    }
    const spoken = spokenBody(delivery.body, decodeJson(delivery.body));
    if (spoken !== undefined) {
      const answer = respond(workspace, 'command response', target, spoken);
      if (!answer.ok) slackbotSays(channel.id, `${name} failed with the error "invalid_command_response"`);
    }
    return { ...delivery, triggerId, responseUrl };
  };

  const say: Speaking['say'] = (channelId, text, place = {}) => {
    const user = actor.user();
    const channel = channelFor(actor, channelId);
    const message = messages.post({ channel: channel.id, user: user.id, text, blocks: [], ...place, options: {} });
    const team = user.teamId ?? seed.teamId;
    const about = { channel: channel.id, user: user.id, text, ts: message.ts, event_ts: message.ts, team, ...place };
    const written = { client_msg_id: randomUUID(), blocks: message.blocks, ...about };
    // Slack tells an app of mentions only where it is a member.
    const isThere = channel.members.includes(seed.botUserId);
    if (isThere && text.includes(`<@${seed.botUserId}>`)) workspace.emit({ type: 'app_mention', ...written });
    workspace.emit({ type: 'message', channel_type: channel.isPrivate ? 'group' : 'channel', ...written });
    return message;
  };

  const shortcut: Speaking['shortcut'] = async (callbackId, message, options = {}) => {
    const user = actor.user();
    const channel = channelFor(actor, message.channel);
    const responseUrl = actor.urlOf(responseUrls.create('actions', { user: user.id, channel: channel.id }));
    const triggerId = triggers.create({ user: user.id });
    const frame = payloadFrame(workspace, user);
    const payload = (options.payload ?? asIs)({
      type: 'message_action',
      ...frame,
      user: { id: user.id, name: user.name },
      action_ts: workspace.nextTs(),
      callback_id: callbackId,
      trigger_id: triggerId,
      channel: { id: channel.id, name: channelName(workspace, channel.id) },
      message_ts: message.ts,
      message: messageJson(workspace, message),
      response_url: responseUrl,
    });
    const delivery = await courier.send({ kind: 'interactive', payload }, options.signing);
    return { ...delivery, triggerId, responseUrl };
  };

  const globalShortcut: Speaking['globalShortcut'] = async (callbackId, options = {}) => {
    const user = actor.user();
    const triggerId = triggers.create({ user: user.id });
    const payload = (options.payload ?? asIs)({
      type: 'shortcut',
      ...payloadFrame(workspace, user),
      action_ts: workspace.nextTs(),
      callback_id: callbackId,
      trigger_id: triggerId,
    });
    const delivery = await courier.send({ kind: 'interactive', payload }, options.signing);
    return { ...delivery, triggerId, responseUrl: '' };
  };

  return { command, say, shortcut, globalShortcut };
};
