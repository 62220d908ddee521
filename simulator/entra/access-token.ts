import { createHmac, randomBytes, randomUUID } from 'node:crypto';

/** Issues access tokens in the shape of Entra's, and knows what became of each. */
export function createTokenMint(options: TokenMintOptions): TokenMint {
  const key = randomBytes(32);
  const issued = new Map<string, TokenClaims>();
  const revoked = new Set<string>();

  const issue: TokenMint['issue'] = (grant) => {
    const nowS = Math.floor(options.now() / 1000);
    const claims: TokenClaims = {
      aud: grant.audience,
      iss: `https://sts.windows.net/${options.tenantId}/`,
      iat: nowS,
      nbf: nowS,
      exp: nowS + grant.lifetimeS,
      appid: grant.clientId,
      appidacr: grant.credential === 'secret' ? '1' : '2',
      app_displayname: grant.appName,
      idtyp: 'app',
      oid: options.servicePrincipalId,
      roles: grant.roles,
      sub: options.servicePrincipalId,
      tid: options.tenantId,
      uti: randomUUID(),
      ver: '1.0',
    };
    const unsigned = `${encode({ typ: 'JWT', alg: 'HS256' })}.${encode(claims)}`;
    const token = `${unsigned}.${createHmac('sha256', key).update(unsigned).digest('base64url')}`;
    issued.set(token, claims);
    return token;
  };

  const introspect: TokenMint['introspect'] = (token) => {
    const claims = issued.get(token);
    if (claims === undefined) return { state: 'unknown' };
    if (revoked.has(token)) return { state: 'revoked', claims };
    return { state: claims.exp * 1000 <= options.now() ? 'expired' : 'active', claims };
  };

  return {
    issue,
    introspect,
    revokeAll: () => {
      for (const token of issued.keys()) revoked.add(token);
    },
  };
}

export interface TokenMintOptions {
  readonly now: () => number;
  readonly tenantId: string;
  readonly servicePrincipalId: string;
}

export interface TokenGrant {
  readonly audience: string;
  readonly clientId: string;
  readonly appName: string;
  readonly credential: 'secret' | 'assertion';
  readonly roles: readonly string[];
  readonly lifetimeS: number;
}

export interface TokenClaims {
  readonly aud: string;
  readonly iss: string;
  readonly iat: number;
  readonly nbf: number;
  readonly exp: number;
  readonly appid: string;
  readonly appidacr: '1' | '2';
  readonly app_displayname: string;
  readonly idtyp: 'app';
  readonly oid: string;
  readonly roles: readonly string[];
  readonly sub: string;
  readonly tid: string;
  readonly uti: string;
  readonly ver: '1.0';
}

export type TokenKnowledge =
  | { readonly state: 'unknown' }
  | { readonly state: 'active' | 'expired' | 'revoked'; readonly claims: TokenClaims };

export interface TokenMint {
  readonly issue: (grant: TokenGrant) => string;
  readonly introspect: (token: string) => TokenKnowledge;
  readonly revokeAll: () => void;
}

const encode = (part: unknown): string => Buffer.from(JSON.stringify(part)).toString('base64url');
