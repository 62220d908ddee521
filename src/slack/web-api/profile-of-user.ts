import type { UsersInfoResponse } from '@slack/web-api';
import type { Profile } from '../../domain/person';

type User = NonNullable<UsersInfoResponse['user']>;

/** Slack's types promise what its answers need not keep. Only a flag that is really there counts. */
const flag = (value: unknown): boolean | undefined => (typeof value === 'boolean' ? value : undefined);

const word = (value: unknown): string | undefined => (typeof value === 'string' && value !== '' ? value : undefined);

/** Whom `is_bot` is false for although no person acts. */
const SLACKBOT = 'USLACKBOT';

/**
 * Any sign of a program is enough. `is_app_user` is none: it says that somebody has authorised the app that asks, which
 * people do (docs.slack.dev/reference/objects/user-object).
 */
const isBot = (user: User): boolean | undefined =>
  user.id === SLACKBOT ||
  user.is_workflow_bot === true ||
  user.is_connector_bot === true ||
  word(user.profile?.bot_id) !== undefined
    ? true
    : flag(user.is_bot);

/** What an answer of users.info says of somebody. */
export const profileOfUser = (id: string, user: User): Profile => ({
  id,
  realName: word(user.real_name) ?? word(user.profile?.real_name),
  isDeactivated: flag(user.deleted),
  isBot: isBot(user),
  isGuest: flag(user.is_restricted),
  isSingleChannelGuest: flag(user.is_ultra_restricted),
  // Left out for members. Whatever else it holds is not a “no”.
  isStranger: user.is_stranger === undefined ? undefined : user.is_stranger !== false,
  teamId: word(user.team_id),
  enterpriseId: word(user.enterprise_user?.enterprise_id),
});
