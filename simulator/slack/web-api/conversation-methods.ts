import { type JsonObject, textIn } from '../json.js';
import type { SeedChannel } from '../seed.js';
import { isDirectMessage } from '../workspace/channels.js';
import type { Workspace } from '../workspace/workspace.js';
import { type Answer, granted, type HasScope, isOn, type Method, type MethodTable, refused } from './method.js';
import { page } from './page.js';

const READ_SCOPES = ['channels:read', 'groups:read', 'im:read', 'mpim:read'];

const channelJson = (workspace: Workspace, channel: SeedChannel, args: JsonObject): JsonObject => {
  const isIm = isDirectMessage(channel);
  return {
    id: channel.id,
    ...(isIm ? { user: channel.members[0] } : { name: channel.name, name_normalized: channel.name }),
    is_channel: !channel.isPrivate && !isIm,
    is_group: channel.isPrivate === true,
    is_im: isIm,
    is_mpim: false,
    is_private: channel.isPrivate === true || isIm,
    created: 1_763_000_000,
    is_archived: channel.isArchived ?? false,
    is_general: false,
    unlinked: 0,
    is_shared: channel.isExtShared ?? false,
    is_org_shared: false,
    is_pending_ext_shared: channel.isPendingExtShared ?? false,
    pending_shared: channel.isPendingExtShared ? ['T0ELSEWHERE'] : [],
    context_team_id: workspace.seed.teamId,
    updated: 1_763_000_000_000,
    creator: 'U0LENA',
    is_ext_shared: channel.isExtShared ?? false,
    shared_team_ids: channel.isExtShared ? [workspace.seed.teamId, 'T0ELSEWHERE'] : [workspace.seed.teamId],
    pending_connected_team_ids: channel.isPendingExtShared ? ['T0ELSEWHERE'] : [],
    is_member: channel.members.includes(workspace.seed.botUserId),
    topic: { value: '', creator: '', last_set: 0 },
    purpose: { value: '', creator: '', last_set: 0 },
    previous_names: [],
    ...(isOn(args.include_num_members) && { num_members: channel.members.length }),
  };
};

/** conversations.*: what a channel is, and who is in it. A private one that the bot is not in does not exist for it. */
export const conversationMethods = (workspace: Workspace): MethodTable => {
  const { channels, seed } = workspace;

  const visible = (args: JsonObject, hasScope: HasScope): SeedChannel | Answer => {
    const channel = channels.byId(textIn(args.channel));
    if (channel === undefined) return refused('channel_not_found');
    if (channel.isPrivate && !channel.members.includes(seed.botUserId)) return refused('channel_not_found');
    const needed = channel.isPrivate ? 'groups:read' : isDirectMessage(channel) ? 'im:read' : 'channels:read';
    return hasScope(needed) ? channel : refused('missing_scope', { needed });
  };

  const reading = (required: readonly string[], tier: Method['tier'], answer: Method['answer']): Method => ({
    scopes: READ_SCOPES,
    token: 'bot',
    tier,
    required,
    answer,
  });

  return {
    'conversations.info': reading(['channel'], 'tier3', (args, hasScope) => {
      const channel = visible(args, hasScope);
      if ('ok' in channel) return channel;
      return granted({ channel: channelJson(workspace, channel, args) });
    }),
    'conversations.members': reading(['channel'], 'tier4', (args, hasScope) => {
      const channel = visible(args, hasScope);
      if ('ok' in channel) return channel;
      return page({ limit: 100, ...args }, channel.members, 'members', (member) => member);
    }),
  };
};
