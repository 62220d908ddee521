import type { JsonObject } from '../json.js';
import type { SeedUser } from '../seed.js';
import { isDirectMessage } from '../workspace/channels.js';
import type { Workspace } from '../workspace/workspace.js';

/** Slack's deprecated verification token: sent still, and to be ignored. */
export const LEGACY_TOKEN = 'legacy-verification-token';

/** What every interactive payload says about who and where; a stranger's names the stranger's own team. */
export const payloadFrame = (workspace: Workspace, user: SeedUser): JsonObject => {
  const { seed } = workspace;
  const teamId = user.teamId ?? seed.teamId;
  const { enterprise } = seed;
  return {
    user: { id: user.id, username: user.name, name: user.name, team_id: teamId },
    api_app_id: seed.appId,
    token: LEGACY_TOKEN,
    team: {
      id: teamId,
      domain: teamId === seed.teamId ? seed.teamDomain : 'elsewhere',
      ...(enterprise && { enterprise_id: enterprise.id, enterprise_name: enterprise.name }),
    },
    enterprise: enterprise ?? null,
    is_enterprise_install: false,
  };
};

export const channelName = (workspace: Workspace, channelId: string): string => {
  const channel = workspace.channels.byId(channelId);
  if (channel === undefined) return 'unknown';
  if (isDirectMessage(channel)) return 'directmessage';
  return channel.isPrivate ? 'privategroup' : channel.name;
};
