import { WebAPIHTTPError, WebAPIPlatformError, WebAPIRateLimitedError, WebAPIRequestError } from '@slack/web-api';
import { Fault } from '../../domain/fault';
import { spellError } from '../spell-error';

const CURES: Readonly<Record<string, string>> = {
  invalid_auth: 'Set the token to the one that Slack shows for the installed app.',
  not_authed: 'Set the token to the one that Slack shows for the installed app.',
  not_allowed_token_type:
    'SLACK_BOT_TOKEN must be the bot token (xoxb-…), SLACK_APP_TOKEN the app-level token (xapp-…).',
  account_inactive: 'The app was removed from the workspace: install it again and set the new token.',
  token_revoked: 'The token was revoked: install the app again and set the new token.',
  token_expired: 'The token has expired: turn token rotation off for the app, install it again and set the new token.',
  no_such_subteam: 'A user group that the policy names does not exist or is disabled: correct the id in the policy.',
  subteam_not_found: 'A user group that the policy names does not exist or is disabled: correct the id in the policy.',
  no_json: 'What answered was not Slack, or it broke off: look at the proxy between Twokey and Slack.',
  plan_upgrade_required: 'User groups need a paid Slack plan: name people one by one in the policy instead.',
};

/** What Slack's codes look like. The client gives the whole body where it is no JSON: a proxy's page, half an answer. */
const CODE = /^[\w.:-]{1,100}$/;
const NO_JSON = 'no_json';

/** Slack's error string, or our word for a failure without one. */
export const slackCode = (error: unknown): string => {
  if (error instanceof WebAPIPlatformError) return CODE.test(error.data.error) ? error.data.error : NO_JSON;
  if (error instanceof WebAPIRateLimitedError) return 'ratelimited';
  if (error instanceof WebAPIHTTPError) return `http_${error.statusCode}`;
  if (error instanceof WebAPIRequestError) return isTimeout(error) ? 'timeout' : 'unreachable';
  return 'unexpected';
};

const isTimeout = (error: WebAPIRequestError): boolean =>
  error.original.name === 'TimeoutError' || error.original.name === 'AbortError';

const detail = (error: unknown): string => {
  if (!(error instanceof WebAPIPlatformError)) return '';
  const { needed } = error.data as { readonly needed?: unknown };
  return typeof needed === 'string'
    ? ` It needs the scope ${needed}: add it to the app and install the app again.`
    : '';
};

/** The fault that a failed call of Slack's Web API is, with the method and, where we know it, the cure. */
export const slackFault = (error: unknown, method: string): Fault => {
  if (error instanceof Fault) return error;
  const code = slackCode(error);
  const cause = error instanceof WebAPIPlatformError ? '' : ` (${spellError(error).says})`;
  const cure = CURES[code] === undefined ? '' : ` ${CURES[code]}`;
  return new Fault(
    {
      system: 'Slack',
      code,
      says: `${method} answered ${code}${cause}.${detail(error)}${cure}`,
      correlationId: null,
      missingPermission: null,
    },
    { cause: error },
  );
};

/** Whether a later try may go better: Slack was not reached, was busy, or failed by itself. */
export const isPassing = (error: unknown): boolean =>
  error instanceof WebAPIRequestError ||
  error instanceof WebAPIRateLimitedError ||
  (error instanceof WebAPIHTTPError && error.statusCode >= 500) ||
  (error instanceof WebAPIPlatformError &&
    ['internal_error', 'fatal_error', 'service_unavailable', 'request_timeout', 'ratelimited', NO_JSON].includes(
      slackCode(error),
    ));

/** Codes that no waiting helps with, only another token or setting. */
export const HOPELESS: ReadonlySet<string> = new Set([
  'access_denied',
  'account_inactive',
  'forbidden_team',
  'invalid_auth',
  'missing_scope',
  'no_permission',
  'not_allowed_token_type',
  'not_authed',
  'team_disabled',
  'token_expired',
  'token_revoked',
  'user_removed_from_team',
]);

/** Whether no waiting helps, only another token or setting. */
export const isHopeless = (error: unknown): boolean => HOPELESS.has(slackCode(error));
