import type { AuthTestResponse } from '@slack/web-api';
import { Fault } from '../../domain/fault';
import type { Home } from '../../domain/person';

const METHOD = 'auth.test (SLACK_BOT_TOKEN)';

const fault = (code: string, says: string): Fault =>
  new Fault({ system: 'Slack', code, says: `${METHOD} ${says}`, correlationId: null, missingPermission: null });

/** Where Twokey is at home, by an answer of auth.test. Throws a `Fault` where that is not one workspace. */
export const homeOf = (answer: AuthTestResponse): Home => {
  const { team_id: teamId, enterprise_id: enterpriseId, is_enterprise_install: isOrgWide } = answer;
  if (isOrgWide === true || (teamId !== undefined && teamId === enterpriseId)) {
    throw fault(
      'org_wide_install',
      'says that the app is installed for a whole Enterprise organisation. Twokey works for one workspace, whose user ' +
        'groups say who may ask and approve: install the app in that workspace, and set the token that this gives.',
    );
  }
  if (typeof teamId !== 'string' || teamId === '') {
    throw fault(
      'no_team',
      'named no workspace, so nobody could be told from a stranger. Set the token that Slack shows.',
    );
  }
  return { teamId, enterpriseId: enterpriseId || undefined };
};
