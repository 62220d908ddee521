import {
  type DefenderOptions,
  type DefenderSimulator,
  startDefenderSimulator,
} from '../../simulator/defender/defender-simulator';
import { type EntraOptions, type EntraSimulator, startEntraSimulator } from '../../simulator/entra/entra-simulator';

/** Both simulators on one manual clock, and a bearer token for the app. */
export async function startDefenderWorld(options: DefenderWorldOptions = {}): Promise<DefenderWorld> {
  let nowMs = START_MS;
  const now = (): number => nowMs;
  const entra = await startEntraSimulator({ now, ...options.entra });
  const defender = await startDefenderSimulator({
    now,
    introspect: entra.introspect,
    ...options.defender,
    behaviour: { progress: 'manual', ...options.defender?.behaviour },
  });
  const token = await fetchToken(entra);
  const ask: DefenderWorld['ask'] = async (path, init = {}) => {
    const response = await fetch(`${defender.url}${path}`, {
      ...init,
      headers: { authorization: `Bearer ${init.token ?? token}`, ...init.headers },
    });
    const text = await response.text();
    return { status: response.status, headers: response.headers, body: text === '' ? undefined : JSON.parse(text) };
  };
  return {
    entra,
    defender,
    ask,
    post: (path, body, init) =>
      ask(path, {
        ...init,
        method: 'POST',
        headers: { 'content-type': 'application/json', ...init?.headers },
        body: typeof body === 'string' ? body : JSON.stringify(body),
      }),
    passMs: (ms) => {
      nowMs += ms;
    },
    stop: async () => {
      await defender.stop();
      await entra.stop();
    },
  };
}

export const START_MS = Date.parse('2026-03-02T09:00:00.000Z');

/** One successful client-credentials grant. */
export async function fetchToken(entra: EntraSimulator): Promise<string> {
  const response = await postToken(entra, {});
  return String(response.body.access_token);
}

/** Asks for a token as the app, with some form fields changed; an empty one is left out. */
export async function postToken(
  entra: EntraSimulator,
  fields: Readonly<Record<string, string>>,
  tenant = entra.tenantId,
): Promise<TokenAnswer> {
  const form = new URLSearchParams({
    grant_type: 'client_credentials',
    client_id: entra.clientId,
    client_secret: entra.clientSecret,
    scope: 'https://api.securitycenter.microsoft.com/.default',
    ...fields,
  });
  for (const [name, value] of [...form]) if (value === '') form.delete(name);
  const response = await fetch(`${entra.url}/${tenant}/oauth2/v2.0/token`, { method: 'POST', body: form });
  return { status: response.status, body: (await response.json()) as Readonly<Record<string, unknown>> };
}

export interface DefenderWorldOptions {
  readonly entra?: EntraOptions;
  readonly defender?: Partial<DefenderOptions>;
}

export interface TokenAnswer {
  readonly status: number;
  readonly body: Readonly<Record<string, unknown>>;
}

export interface WireAnswer {
  readonly status: number;
  readonly headers: Headers;
  // biome-ignore lint/suspicious/noExplicitAny: a wire body is compared, never trusted.
  readonly body: any;
}

export interface Ask {
  readonly method?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
  /** Another token than the world's own. */
  readonly token?: string;
}

export interface DefenderWorld {
  readonly entra: EntraSimulator;
  readonly defender: DefenderSimulator;
  readonly ask: (path: string, init?: Ask) => Promise<WireAnswer>;
  readonly post: (path: string, body: unknown, init?: Ask) => Promise<WireAnswer>;
  readonly passMs: (ms: number) => void;
  readonly stop: () => Promise<void>;
}
