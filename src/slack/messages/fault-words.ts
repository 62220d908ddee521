import type { FaultFacts, System } from '../../domain/fault';
import type { Phrase } from '../block-kit/phrase';
import { cut, oneLine } from '../block-kit/text';
import { oneOf } from './names';

const LONGEST = 500;

const names: Readonly<Record<System, string>> = {
  Slack: 'Slack',
  Entra: 'Microsoft Entra',
  Defender: 'Defender',
  store: "Twokey's store",
};

const supporters: Readonly<Record<System, string>> = {
  Slack: 'Slack support',
  Entra: 'Microsoft support',
  Defender: 'Microsoft support',
  store: 'whoever runs Twokey',
};

/** Which system it was, its code and words, the id to quote to its support, and the cure where it is known. */
export const faultWords = (fault: FaultFacts): Phrase => [
  `${names[fault.system]} said: “${cut(oneLine(fault.says), LONGEST)}” (`,
  { code: cut(oneLine(fault.code), 100) },
  ').',
  ...(fault.correlationId === null
    ? []
    : [` Quote to ${supporters[fault.system]}: `, { code: cut(oneLine(fault.correlationId), 100) }, '.']),
  ...(fault.cure === undefined ? [] : [` ${cut(oneLine(fault.cure), LONGEST)}`]),
];

// What stays as it is until somebody changes a setting: Slack's app, the policy's groups, the app registration.
const lasting: ReadonlySet<string> = new Set([
  'Forbidden',
  'access_denied',
  'account_inactive',
  'invalid_auth',
  'missing_scope',
  'no_permission',
  'no_such_subteam',
  'no_team',
  'not_allowed_token_type',
  'not_authed',
  'org_wide_install',
  'plan_upgrade_required',
  'subteam_not_found',
  'token_expired',
  'token_revoked',
]);

/** Whether trying again cannot help until whoever runs Twokey has mended something. */
export const isLasting = ({ system, code }: FaultFacts): boolean =>
  lasting.has(code) || (system === 'Entra' && /^AADSTS7\d+/.test(code));

/** The permission that a fault is about; null when it is about none. One of `permissions` would do where it names none. */
const missingPermission = (fault: FaultFacts, permissions: readonly string[]): string | null => {
  if (fault.missingPermission !== null) return oneLine(fault.missingPermission);
  return fault.system === 'Defender' && fault.code === 'Forbidden' && permissions.length > 0
    ? oneOf(permissions)
    : null;
};

/** How to cure a missing permission; nothing when none is missing. */
export const permissionWords = (fault: FaultFacts, permissions: readonly string[]): Phrase => {
  const missing = missingPermission(fault, permissions);
  if (missing === null) return [];
  return [
    " Twokey's app registration lacks the application permission ",
    { strong: cut(missing, LONGEST) },
    ': add it to the app registration in Microsoft Entra, and grant admin consent.',
  ];
};
