import { randomUUID } from 'node:crypto';
import type { Reply } from './loopback-server';

/** An Entra refusal: the AADSTS code, OAuth error word and HTTP status that belong together. */
export interface EntraRefusal {
  readonly status: 400 | 401;
  readonly error: string;
  readonly code: number;
  readonly message: string;
}

/** The body of an Entra error, with trace id, correlation id and timestamp also inside the description. */
export function entraErrorReply(refusal: EntraRefusal, at: Date, correlationId: string): Reply {
  const traceId = randomUUID();
  const timestamp = `${at.toISOString().slice(0, 19).replace('T', ' ')}Z`;
  return {
    status: refusal.status,
    body: {
      error: refusal.error,
      error_description: `AADSTS${refusal.code}: ${refusal.message} Trace ID: ${traceId} Correlation ID: ${correlationId} Timestamp: ${timestamp}`,
      error_codes: [refusal.code],
      timestamp,
      trace_id: traceId,
      correlation_id: correlationId,
      error_uri: `https://login.microsoftonline.com/error?code=${refusal.code}`,
    },
    headers: { 'Content-Type': 'application/json; charset=utf-8', 'x-ms-request-id': traceId },
  };
}

export const tenantNotFound = (tenant: string): EntraRefusal => ({
  status: 400,
  error: 'invalid_request',
  code: 90002,
  message: `Tenant '${tenant}' not found. Check to make sure you have the correct tenant ID and are signing into the correct cloud. Check with your subscription administrator, this may happen if there are no active subscriptions for the tenant.`,
});

export const applicationNotFound = (clientId: string, directory: string): EntraRefusal => ({
  status: 400,
  error: 'unauthorized_client',
  code: 700016,
  message: `Application with identifier '${clientId}' was not found in the directory '${directory}'. This can happen if the application has not been installed by the administrator of the tenant or consented to by any user in the tenant. You may have sent your authentication request to the wrong tenant.`,
});

export const invalidSecret = (clientId: string): EntraRefusal => ({
  status: 401,
  error: 'invalid_client',
  code: 7000215,
  message: `Invalid client secret provided. Ensure the secret being sent in the request is the client secret value, not the client secret ID, for a secret added to app '${clientId}'.`,
});

export const expiredSecret = (clientId: string): EntraRefusal => ({
  status: 401,
  error: 'invalid_client',
  code: 7000222,
  message: `The provided client secret keys for app '${clientId}' are expired. Visit the Azure portal to create new keys for your app: https://aka.ms/NewClientSecret, or consider using certificate credentials for added security: https://aka.ms/certCreds.`,
});

export const disabledApplication = (clientId: string): EntraRefusal => ({
  status: 401,
  error: 'unauthorized_client',
  code: 7000112,
  message: `Application '${clientId}'(Twokey) is disabled.`,
});

export const expiredCertificate = (clientId: string): EntraRefusal => ({
  status: 401,
  error: 'invalid_client',
  code: 700027,
  message: `The certificate with identifier used to sign the client assertion is expired on application. [Reason - The key used is expired., Application: '${clientId}']`,
});

export const missingParameter = (name: string): EntraRefusal => ({
  status: 400,
  error: 'invalid_request',
  code: 900144,
  message: `The request body must contain the following parameter: '${name}'.`,
});

export const missingCredential: EntraRefusal = {
  status: 401,
  error: 'invalid_client',
  code: 7000216,
  message: "'client_assertion', 'client_secret' or 'request' is required for the 'client_credentials' grant type.",
};

export const unsupportedGrant = (grant: string): EntraRefusal => ({
  status: 400,
  error: 'unsupported_grant_type',
  code: 70003,
  message: `The app requested an unsupported grant type '${grant}'.`,
});

export const invalidScope = (scope: string): EntraRefusal => ({
  status: 400,
  error: 'invalid_scope',
  code: 1002012,
  message: `The provided value for scope ${scope} is not valid. Client credential flows must have a scope value with /.default suffixed to the resource identifier (application ID URI).`,
});

export const unknownResource = (resource: string, directory: string): EntraRefusal => ({
  status: 400,
  error: 'invalid_resource',
  code: 500011,
  message: `The resource principal named ${resource} was not found in the tenant named ${directory}. This can happen if the application has not been installed by the administrator of the tenant or consented to by any user in the tenant. You might have sent your authentication request to the wrong tenant.`,
});
