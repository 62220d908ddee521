import { randomUUID } from 'node:crypto';
import { setTimeout as after } from 'node:timers/promises';
import { createTokenMint, type TokenKnowledge } from './access-token';
import type { FederatedCredential } from './client-assertion';
import { instanceDiscovery, openIdConfiguration } from './discovery-document';
import { type EntraRefusal, entraErrorReply, tenantNotFound } from './entra-error';
import { type Answer, type Arrival, type Reply, startLoopbackServer } from './loopback-server';
import { type AppRegistration, judgeTokenRequest } from './token-request';
import { createWatch, type Watch } from './watch';

/** Starts a local Entra ID: one tenant, one app registration, client credentials only. */
export async function startEntraSimulator(options: EntraOptions = {}): Promise<EntraSimulator> {
  const now = options.now ?? Date.now;
  const tenantId = options.tenantId ?? '6a5b1f0e-0000-4000-8000-00000000c0de';
  const tenantDomain = options.tenantDomain ?? 'contoso.example';
  let app: AppRegistration = {
    clientId: options.clientId ?? '6a5b1f0e-0000-4000-8000-000000000b07',
    clientSecret: options.clientSecret ?? 'local~secret~of~the~simulator',
    isSecretExpired: false,
    ...(options.certificatePem === undefined ? {} : { certificatePem: options.certificatePem }),
    ...(options.federated === undefined ? {} : { federated: options.federated }),
  };
  let roles = options.roles ?? DEFAULT_ROLES;
  let lifetimeS = options.expiresInS ?? 3599;
  let faults: readonly EntraFault[] = [];
  let refusal: EntraRefusal | null = null;
  const log: TokenRequest[] = [];
  const watch = createWatch({ describe: () => `${log.length} token requests so far.` });
  const record = (request: TokenRequest): void => {
    log.push(request);
    watch.changed();
  };
  const mint = createTokenMint({ now, tenantId, servicePrincipalId: '6a5b1f0e-0000-4000-8000-00000000051d' });

  const grantFor = (form: URLSearchParams, tenant: string): Outcome => {
    if (refusal !== null) return { kind: 'refused', refusal };
    if (tenant !== tenantId && tenant !== tenantDomain) return { kind: 'refused', refusal: tenantNotFound(tenant) };
    const audiences = [tenantId, tenantDomain].flatMap((name) =>
      [server.url, 'https://login.microsoftonline.com'].flatMap((base) => [
        `${base}/${name}/oauth2/v2.0/token`,
        `${base}/${name}/v2.0`,
      ]),
    );
    const verdict = judgeTokenRequest(form, app, { tenantId, now, audiences });
    if (verdict.kind === 'refused') return verdict;
    const grant = { ...verdict, clientId: app.clientId, appName: options.appName ?? 'Twokey', roles, lifetimeS };
    return { kind: 'granted', token: mint.issue(grant), credential: verdict.credential };
  };

  const answerToken = async (arrival: Arrival, tenant: string): Promise<readonly [Reply, Outcome]> => {
    const form = new URLSearchParams((await arrival.body()) ?? '');
    const correlationId = form.get('client-request-id') ?? String(arrival.headers['client-request-id'] ?? randomUUID());
    const outcome = grantFor(form, tenant);
    if (outcome.kind === 'refused') return [entraErrorReply(outcome.refusal, new Date(now()), correlationId), outcome];
    const body = {
      token_type: 'Bearer',
      expires_in: lifetimeS,
      ext_expires_in: lifetimeS,
      access_token: outcome.token,
    };
    return [{ status: 200, body, headers: { 'Cache-Control': 'no-store, no-cache', Pragma: 'no-cache' } }, outcome];
  };

  const onTokenRequest = async (arrival: Arrival, answer: Answer, tenant: string): Promise<void> => {
    const entry = { at: now(), tenant };
    const [fault, ...rest] = faults;
    if (fault !== undefined) {
      faults = rest;
      record({ ...entry, outcome: fault });
      await applyFault(fault, answer, async () => (await answerToken(arrival, tenant))[0]);
      return;
    }
    const [reply, outcome] = await answerToken(arrival, tenant);
    const words =
      outcome.kind === 'granted' ? ({ credential: outcome.credential } as const) : { code: outcome.refusal.code };
    record({ ...entry, outcome: outcome.kind, ...words });
    answer.send(reply);
  };

  const onArrival = (arrival: Arrival, answer: Answer): void => {
    const [, tenant = '', rest = ''] = /^\/([^/]+)\/(.+)$/.exec(arrival.path) ?? [];
    if (rest === 'oauth2/v2.0/token' && arrival.method === 'POST') {
      void onTokenRequest(arrival, answer, tenant);
    } else if (rest === 'v2.0/.well-known/openid-configuration') {
      answer.send({ status: 200, body: openIdConfiguration(server.url, tenant) });
    } else if (rest === 'discovery/instance') {
      answer.send({ status: 200, body: instanceDiscovery(server.url, tenantId) });
    } else {
      answer.send({ status: 404, body: '' });
    }
  };

  const server = await startLoopbackServer({
    onArrival,
    date: () => new Date(now()),
    ...(options.port === undefined ? {} : { port: options.port }),
  });

  return {
    url: server.url,
    port: server.port,
    tenantId,
    clientId: app.clientId,
    clientSecret: app.clientSecret,
    introspect: mint.introspect,
    requests: () => [...log],
    fail: (times, kind) => {
      faults = [...faults, ...Array.from({ length: times }, () => kind)];
    },
    heal: () => {
      faults = [];
    },
    refuseAll: (next) => {
      refusal = next;
    },
    revokeTokens: mint.revokeAll,
    setRoles: (next) => {
      roles = next;
    },
    setExpiresInS: (next) => {
      lifetimeS = next;
    },
    setSecret: (clientSecret) => {
      app = { ...app, clientSecret, isSecretExpired: false };
    },
    expireSecret: () => {
      app = { ...app, isSecretExpired: true };
    },
    goAway: server.goAway,
    comeBack: server.comeBack,
    until: watch.until,
    stop: () => {
      watch.stop();
      return server.stop();
    },
  };
}

/** Every application permission that a bot with all of Twokey's verbs would hold. */
export const DEFAULT_ROLES: readonly string[] = [
  'Machine.Read.All',
  'Machine.Isolate',
  'Machine.RestrictExecution',
  'Machine.Scan',
  'Machine.StopAndQuarantine',
  'Machine.CollectForensics',
  'Machine.Offboard',
];

export interface EntraOptions {
  readonly port?: number;
  /** Milliseconds since the epoch. */
  readonly now?: () => number;
  readonly tenantId?: string;
  readonly tenantDomain?: string;
  readonly clientId?: string;
  readonly clientSecret?: string;
  readonly appName?: string;
  /** The certificate (or its public key) on the app registration; left out, assertions' signatures are not verified. */
  readonly certificatePem?: string;
  readonly federated?: FederatedCredential;
  readonly roles?: readonly string[];
  /** 3599 unless said. */
  readonly expiresInS?: number;
}

/** 'slow' and 'half' do grant a token; the others do nothing. */
export type EntraFault = '500' | 'hang' | 'reset' | 'html' | 'slow' | 'half';

/** One call of the token endpoint. `code` is the AADSTS number of a refusal. */
export interface TokenRequest {
  readonly at: number;
  readonly tenant: string;
  readonly outcome: 'granted' | 'refused' | EntraFault;
  readonly credential?: 'secret' | 'assertion';
  readonly code?: number;
}

export interface EntraSimulator {
  /** What AZURE_AUTHORITY_HOST is set to. */
  readonly url: string;
  readonly port: number;
  readonly tenantId: string;
  readonly clientId: string;
  readonly clientSecret: string;
  readonly introspect: (token: string) => TokenKnowledge;
  readonly requests: () => readonly TokenRequest[];
  /** The next `times` token requests fail like this. */
  readonly fail: (times: number, kind: EntraFault) => void;
  readonly heal: () => void;
  /** Every token request is refused like this, whatever it holds; null ends it. */
  readonly refuseAll: (refusal: EntraRefusal | null) => void;
  /** Defender answers 401 to every token issued so far. */
  readonly revokeTokens: () => void;
  /** Changes what later tokens carry; tokens already issued keep their roles. */
  readonly setRoles: (roles: readonly string[]) => void;
  readonly setExpiresInS: (seconds: number) => void;
  readonly setSecret: (secret: string) => void;
  readonly expireSecret: () => void;
  readonly goAway: () => Promise<void>;
  readonly comeBack: () => Promise<void>;
  readonly until: Watch['until'];
  readonly stop: () => Promise<void>;
}

type Outcome =
  | { readonly kind: 'refused'; readonly refusal: EntraRefusal }
  | { readonly kind: 'granted'; readonly token: string; readonly credential: 'secret' | 'assertion' };

const SLOW_MS = 700;

async function applyFault(fault: EntraFault, answer: Answer, reply: () => Promise<Reply>): Promise<void> {
  if (fault === 'half') answer.sendHalf(await reply());
  if (fault === 'slow') {
    await after(SLOW_MS, undefined, { ref: false });
    answer.send(await reply());
  }
  if (fault === 'reset') answer.reset();
  if (fault === 'html') {
    const body = '<html><body><h1>502 Bad Gateway</h1></body></html>';
    answer.send({ status: 502, body, headers: { 'Content-Type': 'text/html' } });
  }
  if (fault === '500') {
    const body = { error: 'server_error', error_description: 'AADSTS90033: A transient error has occurred.' };
    answer.send({ status: 500, body });
  }
  // 'hang' keeps the socket open without an answer, until the client or stop() ends it.
}
