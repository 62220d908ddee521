import { constants, createHash, createPublicKey, verify, X509Certificate } from 'node:crypto';
import type { EntraRefusal } from './entra-error';

/** Judges a `client_assertion`: a JWT that the app signed with its certificate, or one that a federated issuer signed. */
export function checkClientAssertion(assertion: string, rules: AssertionRules): EntraRefusal | undefined {
  const parts = assertion.split('.');
  const header = decode(parts[0]);
  const claims = decode(parts[1]);
  if (parts.length !== 3 || header === undefined || claims === undefined) return malformed('JWT is not well formed');
  for (const claim of ['iss', 'sub', 'aud'] as const) {
    if (typeof claims[claim] !== 'string' || claims[claim] === '') return malformed(`'${claim}' claim is missing`);
  }
  if (typeof claims.exp !== 'number') return malformed("'exp' claim is missing");
  const nowS = rules.now() / 1000;
  if (claims.exp <= nowS || (typeof claims.nbf === 'number' && claims.nbf > nowS + CLOCK_TOLERANCE_S)) return outOfTime;
  return claims.iss === claims.sub ? checkOwn(parts, header, claims, rules) : checkFederated(claims, rules);
}

export interface AssertionRules {
  readonly now: () => number;
  readonly clientId: string;
  /** What a certificate assertion may name as its audience: the token endpoint, or the issuer. */
  readonly audiences: readonly string[];
  /** PEM of the certificate or public key on the app registration. Left out: the signature is not verified. */
  readonly certificatePem?: string;
  readonly federated?: FederatedCredential;
}

/** A federated identity credential on the app registration. */
export interface FederatedCredential {
  readonly issuer: string;
  readonly subject: string;
}

type Json = Readonly<Record<string, unknown>>;

const CLOCK_TOLERANCE_S = 300;
const FEDERATED_AUDIENCE = 'api://AzureADTokenExchange';

function checkOwn(
  parts: readonly string[],
  header: Json,
  claims: Json,
  rules: AssertionRules,
): EntraRefusal | undefined {
  if (claims.iss !== rules.clientId) {
    return refused(700021, "Client assertion application identifier doesn't match 'client_id' parameter.");
  }
  if (!rules.audiences.includes(String(claims.aud))) {
    return refused(700023, `Client assertion audience claim does not match Realm issuer. Audience: '${claims.aud}'.`);
  }
  if (typeof claims.jti !== 'string' || claims.jti === '') return malformed("'jti' claim is missing");
  if (header.alg !== 'RS256' && header.alg !== 'PS256')
    return badSignature(`algorithm '${header.alg}' is not supported`);
  if (typeof header.x5t !== 'string' && typeof header['x5t#S256'] !== 'string') {
    return badSignature('the header names no certificate thumbprint');
  }
  return rules.certificatePem === undefined ? undefined : checkSignature(parts, header, rules.certificatePem);
}

function checkSignature(parts: readonly string[], header: Json, pem: string): EntraRefusal | undefined {
  const [head, body, signature] = parts;
  if (pem.includes('BEGIN CERTIFICATE')) {
    const der = new X509Certificate(pem).raw;
    const thumbprint = (algorithm: string): string => createHash(algorithm).update(der).digest('base64url');
    const isKnown = header['x5t#S256'] === thumbprint('sha256') || header.x5t === thumbprint('sha1');
    if (!isKnown) return badSignature('the key was not found');
  }
  const padding =
    header.alg === 'PS256'
      ? { padding: constants.RSA_PKCS1_PSS_PADDING, saltLength: constants.RSA_PSS_SALTLEN_DIGEST }
      : { padding: constants.RSA_PKCS1_PADDING };
  const isSigned = verify(
    'sha256',
    Buffer.from(`${head}.${body}`),
    { key: createPublicKey(pem), ...padding },
    Buffer.from(signature ?? '', 'base64url'),
  );
  return isSigned ? undefined : badSignature('the signature does not match');
}

function checkFederated(claims: Json, rules: AssertionRules): EntraRefusal | undefined {
  const no = (code: number, what: string): EntraRefusal =>
    refused(code, `No matching federated identity record found for presented assertion ${what}.`);
  if (rules.federated === undefined)
    return refused(70025, `The client '${rules.clientId}' has no configured federated identity credentials.`);
  if (claims.iss !== rules.federated.issuer) return no(700211, `issuer '${claims.iss}'`);
  if (claims.aud !== FEDERATED_AUDIENCE) return no(700212, `audience '${claims.aud}'`);
  if (claims.sub !== rules.federated.subject) return no(700213, `subject '${claims.sub}'`);
  return undefined;
}

function decode(part: string | undefined): Json | undefined {
  try {
    const value: unknown = JSON.parse(Buffer.from(part ?? '', 'base64url').toString('utf8'));
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Json) : undefined;
  } catch {
    return undefined;
  }
}

const refused = (code: number, message: string): EntraRefusal => ({
  status: 401,
  error: 'invalid_client',
  code,
  message,
});
const malformed = (why: string): EntraRefusal => refused(50027, `JWT token is invalid or malformed: ${why}.`);
const badSignature = (why: string): EntraRefusal =>
  refused(
    700027,
    `The certificate with identifier used to sign the client assertion is not registered on application: ${why}.`,
  );
const outOfTime = refused(700024, 'Client assertion is not within its valid time range.');
