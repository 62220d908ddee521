import { ConfidentialClientApplication, type INetworkModule } from '@azure/msal-node';
import * as z from 'zod';
import { Fault, type FaultFacts } from '../domain/fault';
import type { Instant } from '../domain/instant';
import type { Clock, Log } from '../flow/ports';
import type { Client, Outcome } from './client';
import type { ClockWatch } from './clock-watch';
import { proofOf } from './credential';
import { entraCure, isAboutTime } from './entra-cure';
import { collapse, factsOf, parseJson } from './fault';
import { type DefenderSettings, placeOf } from './settings';

export interface AccessToken {
  /** A secret. */
  readonly value: string;
  readonly issuedAt: Instant;
  readonly expiresAt: Instant;
  /** Application permissions, as the token's `roles` claim names them; empty where the token cannot be read. */
  readonly roles: readonly string[];
}

const errorBody = z.object({
  error: z.string().catch(''),
  error_description: z.string().catch(''),
  correlation_id: z.string().nullish().catch(null),
});

const faultIn = (outcome: Outcome, clockCure: string | undefined): FaultFacts => {
  if (outcome.kind === 'failed') {
    return factsOf('Entra', outcome.code, `${outcome.host} could not be asked for a token (${outcome.code})`);
  }
  const parsed = errorBody.safeParse(parseJson(outcome.text));
  if (!parsed.success) {
    const words = `the sign-in service answered ${outcome.status} with something that is no token`;
    return factsOf('Entra', `HTTP-${outcome.status}`, words);
  }
  const { error, error_description: description, correlation_id: correlationId } = parsed.data;
  // The first sentence is what went wrong; what follows are ids and times that are told elsewhere.
  const sentence = /^.*?\.(?=\s|$)/s.exec(description)?.[0] ?? description;
  const code = /AADSTS\d+/.exec(description)?.[0] ?? (error || `HTTP-${outcome.status}`);
  return factsOf('Entra', collapse(code), collapse(sentence) || collapse(error), {
    correlationId: correlationId ?? null,
    cure: (isAboutTime(code) ? clockCure : undefined) ?? entraCure(code),
  });
};

const claims = z.object({ roles: z.array(z.string()).catch([]) });

const rolesIn = (token: string): readonly string[] => {
  const payload = Buffer.from(token.split('.')[1] ?? '', 'base64url').toString('utf8');
  const parsed = claims.safeParse(parseJson(payload));
  return parsed.success ? parsed.data.roles : [];
};

/** The endpoints that msal would otherwise look up at Microsoft: nothing but the token endpoint is ever called. */
const metadataOf = (tenantUrl: string): string =>
  JSON.stringify({
    token_endpoint: `${tenantUrl}/oauth2/v2.0/token`,
    authorization_endpoint: `${tenantUrl}/oauth2/v2.0/authorize`,
    issuer: `${tenantUrl}/v2.0`,
    jwks_uri: `${tenantUrl}/discovery/v2.0/keys`,
  });

/** Asks Entra for a new token on every call. Rejects with a `Fault` of system Entra. */
export const createEntra =
  ({
    settings,
    client,
    clock,
    log,
    clockWatch,
  }: {
    readonly settings: DefenderSettings;
    readonly client: Client;
    readonly clock: Clock;
    readonly log: Log;
    readonly clockWatch: ClockWatch;
  }) =>
  async (): Promise<AccessToken> => {
    const { scope, authorityHost } = placeOf(settings);
    const startedAt = clock.now();
    const proof = await proofOf(settings.credential);
    let outcome: Outcome | null = null;

    const networkClient: INetworkModule = {
      sendGetRequestAsync: async () => {
        throw new Error('msal looks nothing up');
      },
      sendPostRequestAsync: async <T>(url: string, options?: { headers?: Record<string, string>; body?: string }) => {
        const askedAt = clock.now();
        outcome = await client.call({
          method: 'POST',
          url,
          headers: options?.headers ?? {},
          body: options?.body ?? '',
          timeoutMs: settings.timeoutMs,
        });
        clockWatch.note(outcome, askedAt);
        if (outcome.kind === 'failed') throw new Error(outcome.code);
        // msal's own type for the answer is whatever the caller hopes for; it validates what it gets.
        return { status: outcome.status, headers: outcome.headers, body: parseJson(outcome.text) as T };
      },
    };

    // A new one for every token: it reads renewed files, and keeps no cache of tokens or of refusals.
    const app = new ConfidentialClientApplication({
      auth: {
        clientId: settings.clientId,
        authority: `${authorityHost.replace(/^http:/, 'https:')}/${settings.tenantId}`,
        knownAuthorities: [new URL(authorityHost).host],
        authorityMetadata: metadataOf(`${authorityHost}/${settings.tenantId}`),
        ...proof,
      },
      system: { networkClient },
    });

    const logged = (code: string | null): void => {
      log[code === null ? 'info' : 'warn']('entra.token', { code, ms: clock.now() - startedAt });
    };
    try {
      const result = await app.acquireTokenByClientCredential({ scopes: [scope], skipCache: true });
      if (result === null || result.expiresOn === null) throw new Error('no token');
      const now = clock.now();
      logged(null);
      // msal reckons with the system's clock.
      const lifeMs = result.expiresOn.getTime() - Date.now();
      const roles = rolesIn(result.accessToken);
      return { value: result.accessToken, issuedAt: now, expiresAt: now + lifeMs, roles };
    } catch {
      // msal's error ends here: the request that it may hold carries the credential.
      const facts =
        outcome === null
          ? factsOf('Entra', 'credential-unusable', 'The credential of the app registration could not be used to sign.')
          : faultIn(outcome, clockWatch.cure());
      logged(facts.code);
      throw new Fault(facts);
    }
  };
