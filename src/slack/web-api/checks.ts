import type { WebClient } from '@slack/web-api';
import { groupsOf, type Memberships } from '../../domain/audience';
import { admitChannel } from '../../domain/channel';
import { Fault } from '../../domain/fault';
import { admitPerson, type Home, isPerson } from '../../domain/person';
import { audiencesOf, type Policy } from '../../domain/policy';
import type { Directory } from '../../flow/ports';
import { homeOf } from './home-of';
import { slackFault } from './slack-fault';

/** One thing that was tried for real, and what came of it. */
export interface Check {
  readonly what: string;
  readonly isOk: boolean;
  readonly says: string;
}

/** What was tried, and who is in the user groups that could be looked up. */
export interface Checked {
  readonly checks: readonly Check[];
  readonly members: Memberships;
}

/** The bot scopes without which something does not work, and what that is. */
const SCOPES: Readonly<Record<string, string>> = {
  commands: '/defender',
  'chat:write': 'cards, notes and answers',
  'users:read': 'knowing who asks and who clicks',
  'usergroups:read': 'approvers and requestors by user group',
  'channels:read': 'refusing channels that are shared with others',
  'groups:read': 'the same in private channels',
  'app_mentions:read': 'mentions of @Twokey in threads',
};

const saying = (error: unknown): string => (error instanceof Fault ? error.facts.says : String(error));

/** Tries what Twokey needs of Slack: the tokens, their scopes, and the groups, people and channels that the policy names. */
export const createChecks = (deps: {
  readonly reader: WebClient;
  /** With the app-level token; null where Socket Mode is not used. */
  readonly opener: WebClient | null;
  readonly directory: Directory;
}) => {
  const { reader, opener, directory } = deps;

  /** The checks of the bot token, and whose it is; null where it is no good. */
  const token = async (): Promise<{ readonly checks: readonly Check[]; readonly home: Home | null }> => {
    try {
      const answer = await reader.auth.test();
      const granted = answer.response_metadata?.scopes ?? [];
      const known = { what: 'Slack token', isOk: true, says: `${answer.user} in ${answer.team} (${answer.url})` };
      const scopes = Object.entries(SCOPES).map(([scope, purpose]) => {
        const isOk = granted.includes(scope);
        const says = isOk ? purpose : `missing, needed for ${purpose}: add it and install the app again`;
        return { what: `Slack scope ${scope}`, isOk, says };
      });
      return { checks: [known, ...scopes], home: homeOf(answer) };
    } catch (error) {
      const says = slackFault(error, 'auth.test (SLACK_BOT_TOKEN)').facts.says;
      return { checks: [{ what: 'Slack token', isOk: false, says }], home: null };
    }
  };

  /** Asks for the address of a socket, and leaves it unused. */
  const appToken = async (client: WebClient): Promise<Check> => {
    const what = 'Slack app token';
    try {
      await client.apps.connections.open();
      return { what, isOk: true, says: 'may open connections for Socket Mode' };
    } catch (error) {
      return { what, isOk: false, says: slackFault(error, 'apps.connections.open (SLACK_APP_TOKEN)').facts.says };
    }
  };

  const group = async (id: string): Promise<{ readonly check: Check; readonly members: Memberships }> => {
    const what = `Slack user group ${id}`;
    try {
      const members = await directory.memberships([id]);
      const count = members.get(id)?.size ?? 0;
      const says =
        count === 0 ? 'has no members: nobody can act by it' : `${count} ${count === 1 ? 'member' : 'members'}`;
      return { check: { what, isOk: count > 0, says }, members };
    } catch (error) {
      return { check: { what, isOk: false, says: saying(error) }, members: new Map() };
    }
  };

  const user = async (id: string, home: Home): Promise<Check> => {
    const what = `Slack user ${id}`;
    try {
      const profile = await directory.profile(id);
      if (profile === null) return { what, isOk: false, says: 'is not known to Slack: correct the id in the policy' };
      const person = admitPerson(profile, home);
      return isPerson(person) ? { what, isOk: true, says: person.name } : { what, isOk: false, says: person.says };
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

  return async (policy: Policy): Promise<Checked> => {
    const [bot, ...app] = await Promise.all([token(), ...(opener === null ? [] : [appToken(opener)])]);
    const { checks, home } = bot;
    if (home === null) return { checks: [...checks, ...app], members: new Map() };
    const audiences = audiencesOf(policy);
    const people = new Set(audiences.flatMap(({ users }) => users));
    const groups = await Promise.all(groupsOf(audiences).map(group));
    const users = await Promise.all([...people].map((id) => user(id, home)));
    const channels = await Promise.all((policy.channels ?? []).map(channel));
    return {
      checks: [...checks, ...app, ...groups.map(({ check }) => check), ...users, ...channels],
      members: new Map(groups.flatMap(({ members }) => [...members])),
    };
  };
};
