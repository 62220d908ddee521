import { type JsonObject, textIn } from '../json.js';
import type { SeedGroup, SeedUser } from '../seed.js';
import type { Workspace } from '../workspace/workspace.js';
import { granted, type HasScope, isOn, type MethodTable, refused } from './method.js';
import { page } from './page.js';

const CREATED = 1_763_000_000;

const userJson = (workspace: Workspace, user: SeedUser, hasScope: HasScope): JsonObject => {
  const { seed } = workspace;
  const isOurs = (user.teamId ?? seed.teamId) === seed.teamId;
  return {
    id: user.id,
    team_id: user.teamId ?? seed.teamId,
    name: user.name,
    deleted: user.isDeleted ?? false,
    color: '9f69e7',
    real_name: user.realName,
    tz: 'Europe/Berlin',
    tz_label: 'Central European Time',
    tz_offset: 3600,
    profile: {
      real_name: user.realName,
      real_name_normalized: user.realName,
      display_name: user.name,
      display_name_normalized: user.name,
      status_text: '',
      status_emoji: '',
      avatar_hash: 'g0000000000',
      team: user.teamId ?? seed.teamId,
      ...(hasScope('users:read.email') && user.email && { email: user.email }),
      ...(user.isBot && { bot_id: seed.botId, api_app_id: seed.appId }),
    },
    is_admin: false,
    is_owner: false,
    is_primary_owner: false,
    is_restricted: user.isGuest === true || user.isSingleChannelGuest === true,
    is_ultra_restricted: user.isSingleChannelGuest === true,
    is_bot: user.isBot ?? false,
    is_app_user: false,
    updated: CREATED,
    is_email_confirmed: !user.isBot,
    ...(user.isStranger && { is_stranger: true }),
    ...(seed.enterprise &&
      isOurs && {
        enterprise_user: {
          id: user.id,
          enterprise_id: seed.enterprise.id,
          enterprise_name: seed.enterprise.name,
          is_admin: false,
          is_owner: false,
          teams: [seed.teamId],
        },
      }),
    ...user.info,
  };
};

const groupJson = (workspace: Workspace, group: SeedGroup): JsonObject => ({
  id: group.id,
  team_id: workspace.seed.teamId,
  is_usergroup: true,
  is_subteam: true,
  name: group.name,
  description: '',
  handle: group.handle,
  is_external: false,
  date_create: CREATED,
  date_update: CREATED,
  date_delete: group.isDisabled ? CREATED : 0,
  auto_type: null,
  created_by: 'U0LENA',
  updated_by: 'U0LENA',
  deleted_by: null,
  prefs: { channels: [], groups: [] },
  user_count: group.users.length,
});

/** users.* and usergroups.*: who is who. */
export const peopleMethods = (workspace: Workspace): MethodTable => {
  const { directory } = workspace;
  return {
    'users.info': {
      scopes: ['users:read'],
      tier: 'tier4',
      token: 'bot',
      required: ['user'],
      answer: (args, hasScope) => {
        const user = directory.user(textIn(args.user));
        if (user === undefined) return refused('user_not_found');
        return granted({ user: userJson(workspace, user, hasScope) });
      },
    },
    'users.list': {
      scopes: ['users:read'],
      tier: 'tier2',
      token: 'bot',
      required: [],
      answer: (args, hasScope) =>
        page(args, directory.users(), 'members', (user) => userJson(workspace, user, hasScope)),
    },
    'usergroups.list': {
      scopes: ['usergroups:read'],
      tier: 'tier2',
      token: 'bot',
      required: [],
      answer: (args) =>
        granted({
          usergroups: directory
            .groups()
            .filter((group) => isOn(args.include_disabled) || !group.isDisabled)
            .map((group) => ({
              ...groupJson(workspace, group),
              ...(isOn(args.include_users) && { users: group.users }),
            })),
        }),
    },
    'usergroups.users.list': {
      scopes: ['usergroups:read'],
      tier: 'tier2',
      token: 'bot',
      required: ['usergroup'],
      answer: (args) => {
        const group = directory.group(textIn(args.usergroup));
        if (group === undefined) return refused('no_such_subteam');
        if (group.isDisabled && !isOn(args.include_disabled)) return refused('no_such_subteam');
        return granted({ users: group.users });
      },
    },
  };
};
