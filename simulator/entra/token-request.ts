import { timingSafeEqual } from 'node:crypto';
import { checkClientAssertion, type FederatedCredential } from './client-assertion';
import * as refusal from './entra-error';

/** Judges the form of a token request against one app registration: what to grant, or Entra's refusal. */
export function judgeTokenRequest(form: URLSearchParams, app: AppRegistration, directory: Directory): TokenVerdict {
  const no = (reason: refusal.EntraRefusal): TokenVerdict => ({ kind: 'refused', refusal: reason });
  for (const name of ['grant_type', 'client_id', 'scope']) {
    if (!form.get(name)) return no(refusal.missingParameter(name));
  }
  const [grant, clientId, scope] = [form.get('grant_type'), form.get('client_id'), form.get('scope')].map(String);
  if (grant !== 'client_credentials') return no(refusal.unsupportedGrant(String(grant)));
  if (clientId !== app.clientId) return no(refusal.applicationNotFound(String(clientId), directory.tenantId));
  const credential = judgeCredential(form, app, directory);
  if (credential.kind === 'refused') return credential;
  return judgeScope(String(scope), credential.credential, directory);
}

/** What the directory knows about the one app. */
export interface AppRegistration {
  readonly clientId: string;
  readonly clientSecret: string;
  readonly isSecretExpired: boolean;
  readonly certificatePem?: string;
  readonly federated?: FederatedCredential;
}

export interface Directory {
  readonly tenantId: string;
  readonly now: () => number;
  /** What a client assertion may name as its audience. */
  readonly audiences: readonly string[];
}

export type TokenVerdict =
  | { readonly kind: 'refused'; readonly refusal: refusal.EntraRefusal }
  | { readonly kind: 'granted'; readonly audience: string; readonly credential: 'secret' | 'assertion' };

/** Every resource that Microsoft or its partners name in a `/.default` scope for Defender for Endpoint. */
export const DEFENDER_RESOURCES: readonly string[] = [
  'https://api.securitycenter.microsoft.com',
  'https://securitycenter.onmicrosoft.com/windowsatpservice',
  'https://api-us.securitycenter.microsoft.com',
  'https://api-eu.securitycenter.microsoft.com',
  'https://api-uk.securitycenter.microsoft.com',
  'https://api-gcc.securitycenter.microsoft.us',
  'https://api-gov.securitycenter.microsoft.us',
  'https://api.securitycenter.windows.com',
  'https://api.securitycenter.windows.us',
];

const JWT_BEARER = 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer';
const DEFAULT_SCOPE = '/.default';

type CredentialVerdict =
  | { readonly kind: 'refused'; readonly refusal: refusal.EntraRefusal }
  | { readonly kind: 'proved'; readonly credential: 'secret' | 'assertion' };

function judgeCredential(form: URLSearchParams, app: AppRegistration, directory: Directory): CredentialVerdict {
  const assertion = form.get('client_assertion');
  if (assertion) {
    if (form.get('client_assertion_type') !== JWT_BEARER) {
      return { kind: 'refused', refusal: refusal.missingParameter('client_assertion_type') };
    }
    const reason = checkClientAssertion(assertion, { ...app, now: directory.now, audiences: directory.audiences });
    return reason === undefined ? { kind: 'proved', credential: 'assertion' } : { kind: 'refused', refusal: reason };
  }
  const secret = form.get('client_secret');
  if (!secret) return { kind: 'refused', refusal: refusal.missingCredential };
  if (!isSame(secret, app.clientSecret)) return { kind: 'refused', refusal: refusal.invalidSecret(app.clientId) };
  if (app.isSecretExpired) return { kind: 'refused', refusal: refusal.expiredSecret(app.clientId) };
  return { kind: 'proved', credential: 'secret' };
}

function judgeScope(scope: string, credential: 'secret' | 'assertion', directory: Directory): TokenVerdict {
  // msal-node adds the OpenID scopes to none of its client-credential requests: one resource, and nothing else.
  if (!scope.endsWith(DEFAULT_SCOPE) || /\s/.test(scope)) {
    return { kind: 'refused', refusal: refusal.invalidScope(scope) };
  }
  const audience = scope.slice(0, -DEFAULT_SCOPE.length);
  if (!DEFENDER_RESOURCES.includes(audience)) {
    return { kind: 'refused', refusal: refusal.unknownResource(audience, directory.tenantId) };
  }
  return { kind: 'granted', audience, credential };
}

function isSame(left: string, right: string): boolean {
  const [a, b] = [Buffer.from(left), Buffer.from(right)];
  return a.length === b.length && timingSafeEqual(a, b);
}
