import type { Changes } from '../changes.js';
import type { Seed, SeedChannel } from '../seed.js';

/** The channels, private groups and direct messages of the workspace. */
export type Channels = {
  readonly byId: (id: string) => SeedChannel | undefined;
  readonly all: () => readonly SeedChannel[];
  /** Resolves what chat methods take as `channel`: an id, a name, or a user id (then the direct message with them). */
  readonly resolve: (reference: string) => SeedChannel | undefined;
  readonly change: (id: string, change: Partial<SeedChannel>) => SeedChannel;
};

export const isDirectMessage = (channel: SeedChannel): boolean => channel.id.startsWith('D');

export const createChannels = (seed: Seed, changes: Changes, isUser: (id: string) => boolean): Channels => {
  const channels = new Map(seed.channels.map((channel) => [channel.id, channel]));
  const store = (channel: SeedChannel) => {
    channels.set(channel.id, channel);
    changes.announce();
    return channel;
  };
  const directMessage = (userId: string): SeedChannel => {
    const id = `D${userId.slice(1)}`;
    return channels.get(id) ?? store({ id, name: 'directmessage', members: [userId, seed.botUserId] });
  };
  const byId = (id: string) => {
    const known = channels.get(id);
    if (known !== undefined || !id.startsWith('D')) return known;
    return isUser(`U${id.slice(1)}`) ? directMessage(`U${id.slice(1)}`) : undefined;
  };
  return {
    byId,
    all: () => [...channels.values()],
    resolve: (reference) => {
      if (isUser(reference)) return directMessage(reference);
      const name = reference.replace(/^#/, '');
      return byId(reference) ?? [...channels.values()].find((channel) => channel.name === name && !channel.isPrivate);
    },
    change: (id, change) => store({ name: id.toLowerCase(), members: [], ...channels.get(id), ...change, id }),
  };
};
