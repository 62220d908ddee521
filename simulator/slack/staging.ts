import type { JsonObject } from './json.js';
import type { SeedChannel, SeedGroup, SeedUser } from './seed.js';
import { changeGroupMembers } from './workspace/group-members.js';
import type { Message } from './workspace/messages.js';
import type { Workspace } from './workspace/workspace.js';

/** What a test or the demo changes behind the bot's back. */
export type Staging = {
  readonly changeUser: (id: string, change: Partial<SeedUser>) => void;
  readonly changeGroup: (id: string, change: Partial<SeedGroup>) => void;
  /** Sets the members of a user group; tells the app, if it subscribed to subteam_members_changed. */
  readonly setGroupMembers: (id: string, users: readonly string[]) => void;
  readonly removeGroup: (id: string) => void;
  readonly changeChannel: (id: string, change: Partial<SeedChannel>) => void;
  readonly invite: (channelId: string, userId: string) => void;
  readonly kick: (channelId: string, userId: string) => void;
  /** A copy of a message, blocks and all, posted by a person (Max Roth when left out) in some channel. */
  readonly forward: (message: Message, channelId: string, by?: string) => Message;
  /** A message of another app, such as an alert. */
  readonly otherAppSays: (
    channelId: string,
    content: {
      readonly text: string;
      readonly blocks?: readonly JsonObject[];
      readonly attachments?: readonly JsonObject[];
    },
    place?: { readonly thread_ts?: string },
  ) => Message;
  /** Removes a message as a workspace admin can. */
  readonly removeMessage: (message: Message) => void;
  /** Dismisses all ephemeral messages, as reloading the client does. */
  readonly reloadClients: () => void;
};

export const createStaging = (workspace: Workspace): Staging => {
  const { directory, channels, messages, seed } = workspace;
  const membersOf = (id: string) => channels.byId(id)?.members ?? [];
  return {
    changeUser: (id, change) => void directory.changeUser(id, change),
    changeGroup: (id, change) => void directory.changeGroup(id, change),
    setGroupMembers: (id, users) => changeGroupMembers(workspace, id, users),
    removeGroup: directory.removeGroup,
    changeChannel: (id, change) => void channels.change(id, change),
    invite: (channelId, userId) => {
      channels.change(channelId, { members: [...new Set([...membersOf(channelId), userId])] });
      const at = { event_ts: workspace.nextTs(), team: seed.teamId };
      workspace.emit({ type: 'member_joined_channel', user: userId, channel: channelId, channel_type: 'C', ...at });
    },
    kick: (channelId, userId) =>
      void channels.change(channelId, { members: membersOf(channelId).filter((member) => member !== userId) }),
    forward: ({ text, blocks, metadata }, channelId, by = 'U0MAX') =>
      messages.post({ channel: channelId, user: by, text, blocks, ...(metadata && { metadata }), options: {} }),
    otherAppSays: (channel, { text, blocks = [], attachments }, place = {}) =>
      messages.post({
        ...{ channel, user: 'U0ALERTS', bot_id: 'B0ALERTS', app_id: 'A0ALERTS', text, blocks, ...place },
        options: attachments === undefined ? {} : { attachments },
      }),
    removeMessage: messages.remove,
    reloadClients: () => {
      for (const message of messages.ephemerals()) messages.remove(message);
    },
  };
};
