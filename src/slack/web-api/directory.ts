import type { WebClient } from '@slack/web-api';
import type { Memberships } from '../../domain/audience';
import type { ChannelFacts } from '../../domain/channel';
import { Fault } from '../../domain/fault';
import type { Profile } from '../../domain/person';
import type { Clock, Directory } from '../../flow/ports';
import { createPatientRead } from './patient-read';
import { profileOfUser } from './profile-of-user';
import { createSharedRead } from './shared-read';
import type { SlackWatch } from './slack-watch';

const NOBODY: ReadonlySet<string> = new Set(['user_not_found', 'user_not_visible', 'users_not_found']);
const NOT_SHOWN: ReadonlySet<string> = new Set([
  'channel_not_found',
  'method_not_supported_for_channel_type',
  'access_denied',
  'not_in_channel',
]);

const nullWhen = async <T>(codes: ReadonlySet<string>, read: Promise<T>): Promise<T | null> => {
  try {
    return await read;
  } catch (error) {
    if (error instanceof Fault && codes.has(error.facts.code)) return null;
    throw error;
  }
};

/** Who people are and what channels are, read from Slack at the moment of the question. */
export const createDirectory = (deps: {
  readonly reader: WebClient;
  readonly clock: Clock;
  /** Told how every read went. */
  readonly watch: SlackWatch;
}): Directory => {
  const { reader, clock, watch } = deps;
  const read = createPatientRead(clock, watch);
  const people = createSharedRead<Profile | null>();
  const groups = createSharedRead<ReadonlySet<string>>();
  const channels = createSharedRead<ChannelFacts | null>();

  const readProfile = async (personId: string): Promise<Profile | null> => {
    const answer = await nullWhen(
      NOBODY,
      read('users.info', () => reader.users.info({ user: personId })),
    );
    const user = answer?.user;
    // An answer about somebody else says nothing of who was asked for.
    return user?.id === personId ? profileOfUser(personId, user) : null;
  };

  const readGroup = async (usergroup: string): Promise<ReadonlySet<string>> => {
    const answer = await read('usergroups.users.list', () => reader.usergroups.users.list({ usergroup }));
    if (Array.isArray(answer.users)) return new Set(answer.users);
    watch.failed('no_members');
    throw new Fault({
      system: 'Slack',
      code: 'no_members',
      says: `usergroups.users.list answered without the members of ${usergroup}.`,
      correlationId: null,
      missingPermission: null,
    });
  };

  const readChannel = async (channelId: string): Promise<ChannelFacts | null> => {
    const answer = await nullWhen(
      NOT_SHOWN,
      read('conversations.info', () => reader.conversations.info({ channel: channelId })),
    );
    const channel = answer?.channel;
    if (channel?.id !== channelId) return null;
    return {
      id: channelId,
      isMember: channel.is_member,
      isArchived: channel.is_archived,
      isShared: channel.is_ext_shared,
      isPendingShared: channel.is_pending_ext_shared,
      isDirectMessage: channel.is_im === true || channel.is_mpim === true,
    };
  };

  return {
    profile: (personId) => people(personId, () => readProfile(personId)),
    memberships: async (usergroups): Promise<Memberships> => {
      const read = usergroups.map(async (id) => [id, await groups(id, () => readGroup(id))] as const);
      return new Map(await Promise.all(read));
    },
    channel: async (channelId) => {
      // Slack does not let the bot read other people's direct messages; the id itself says what it is.
      if (channelId.startsWith('D')) {
        return {
          id: channelId,
          isMember: undefined,
          isArchived: undefined,
          isShared: undefined,
          isPendingShared: undefined,
          isDirectMessage: true,
        };
      }
      return channels(channelId, () => readChannel(channelId));
    },
  };
};
