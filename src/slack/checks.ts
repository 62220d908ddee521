import type { WebClient } from '@slack/web-api';
import { groupsOf } from '../domain/audience';
import { admitChannel } from '../domain/channel';
import { Fault } from '../domain/fault';
import type { Policy } from '../domain/policy';
import type { Directory } from '../flow/ports';
import { slackFault } from './slack-fault';

/** One thing that was tried for real, and what came of it. */
export interface Check {
  readonly what: string;
  readonly isOk: boolean;
  readonly says: string;
}

/** The bot scopes without which something does not work, and what that is. */
const SCOPES: Readonly<Record<string, string>> = {
  commands: '/defender',
  'chat:write': 'cards, notes and answers',
  'users:read': 'knowing who asks and who clicks',
  'usergroups:read': 'approvers and requestors by user group',
  'channels:read': 'refusing channels that are shared with others',
  'groups:read': 'the same in private channels',
};

const saying = (error: unknown): string => (error instanceof Fault ? error.facts.says : String(error));

/** Tries what Twokey needs of Slack: the token, its scopes, and the groups and channels that the policy names. */
export const createChecks = (deps: { readonly reader: WebClient; readonly directory: Directory }) => {
  const { reader, directory } = deps;

  const token = async (): Promise<readonly Check[]> => {
    try {
      const answer = await reader.auth.test();
      const granted = answer.response_metadata?.scopes ?? [];
      const known = { what: 'Slack token', isOk: true, says: `${answer.user} in ${answer.team} (${answer.url})` };
      const scopes = Object.entries(SCOPES).map(([scope, purpose]) => {
        const isOk = granted.includes(scope);
        const says = isOk ? purpose : `missing, needed for ${purpose}: add it and install the app again`;
        return { what: `Slack scope ${scope}`, isOk, says };
      });
      return [known, ...scopes];
    } catch (error) {
      return [{ what: 'Slack token', isOk: false, says: slackFault(error, 'auth.test (SLACK_BOT_TOKEN)').facts.says }];
    }
  };

  const group = async (id: string): Promise<Check> => {
    const what = `Slack user group ${id}`;
    try {
      const count = (await directory.memberships([id])).get(id)?.size ?? 0;
      return { what, isOk: count > 0, says: count === 0 ? 'has no members: nobody can act by it' : `${count} members` };
    } catch (error) {
      return { what, isOk: false, says: saying(error) };
    }
  };

  const channel = async (id: string): Promise<Check> => {
    const what = `Slack channel ${id}`;
    try {
      const refusal = admitChannel(await directory.channel(id), null);
      return { what, isOk: refusal === null, says: refusal?.says ?? 'Twokey is in it' };
    } catch (error) {
      return { what, isOk: false, says: saying(error) };
    }
  };

  return async (policy: Policy): Promise<readonly Check[]> => {
    const tokenChecks = await token();
    if (tokenChecks[0]?.isOk !== true) return tokenChecks;
    const audiences = [policy.requestors, policy.approvers, ...policy.rules.flatMap((rule) => rule.approvers ?? [])];
    const groups = await Promise.all(groupsOf(audiences).map(group));
    const channels = await Promise.all((policy.channels ?? []).map(channel));
    return [...tokenChecks, ...groups, ...channels];
  };
};
