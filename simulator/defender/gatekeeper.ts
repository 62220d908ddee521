import type { Reply } from '../entra/loopback-server';
import { missingRoles, unauthorized, wrongAudience } from './defender-error';

/** Establishes who calls, or answers why not. */
export function identify(authorization: string | undefined, introspect: Introspect): CallerVerdict {
  const token = /^Bearer (\S+)$/i.exec(authorization ?? '')?.[1];
  if (token === undefined) return { reply: unauthorized('Authorization has been denied for this request.') };
  const known = introspect(token);
  if (known.state === 'unknown') return { reply: unauthorized('The token is invalid.') };
  if (known.state !== 'active') return { reply: unauthorized(`The token is ${known.state}.`) };
  if (!AUDIENCE.test(known.claims.aud)) return { reply: wrongAudience(known.claims.aud) };
  const { appid, app_displayname, roles } = known.claims;
  return { caller: { appId: appid, appName: app_displayname, roles } };
}

/** Undefined when the caller holds one of the roles. */
export function checkRoles(required: readonly string[], caller: Caller): Reply | undefined {
  return required.some((role) => caller.roles.includes(role)) ? undefined : missingRoles(required, caller.roles);
}

export interface Caller {
  readonly appId: string;
  readonly appName: string;
  readonly roles: readonly string[];
}

export type CallerVerdict =
  | { readonly reply: Reply; readonly caller?: never }
  | { readonly caller: Caller; readonly reply?: never };

/** What the issuer of the tokens tells about one. */
export type Introspect = (token: string) => IntrospectedToken;

export type IntrospectedToken =
  | { readonly state: 'unknown' }
  | {
      readonly state: 'active' | 'expired' | 'revoked';
      readonly claims: {
        readonly aud: string;
        readonly appid: string;
        readonly app_displayname: string;
        readonly roles: readonly string[];
      };
    };

/** The audiences of the service principal; `api.security.microsoft.com`, though it is the host, is not among them. */
const AUDIENCE =
  /^https:\/\/(api(-us|-eu|-uk)?\.securitycenter\.microsoft\.com|api-(gcc|gov)\.securitycenter\.microsoft\.us|api\.securitycenter\.windows\.(com|us)|securitycenter\.onmicrosoft\.com\/windowsatpservice)$/;
