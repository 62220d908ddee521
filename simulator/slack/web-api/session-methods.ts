import type { Workspace } from '../workspace/workspace.js';
import { granted, type MethodTable } from './method.js';

/** auth.test and apps.connections.open; the latter hands out a one-time WebSocket address. */
export const sessionMethods = (workspace: Workspace, openSocketUrl: () => string): MethodTable => {
  const { seed } = workspace;
  return {
    'api.test': { scopes: [], tier: 'special', token: 'bot', required: [], answer: (args) => granted({ args }) },
    'auth.test': {
      scopes: [],
      tier: 'special',
      token: 'bot',
      required: [],
      answer: () =>
        granted({
          url: `https://${seed.teamDomain}.slack.com/`,
          team: seed.teamName,
          user: workspace.directory.user(seed.botUserId)?.name ?? 'bot',
          team_id: seed.teamId,
          user_id: seed.botUserId,
          bot_id: seed.botId,
          ...(seed.enterprise && { enterprise_id: seed.enterprise.id }),
          is_enterprise_install: false,
          ...seed.session,
        }),
    },
    'apps.connections.open': {
      scopes: ['connections:write'],
      tier: 'tier3',
      token: 'app',
      required: [],
      answer: () => granted({ url: openSocketUrl() }),
    },
  };
};
