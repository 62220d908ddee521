import type { Clock, Log } from '../flow/ports';
import type { Client, Outcome } from './client';
import type { ClockWatch } from './clock-watch';
import type { AccessToken } from './entra';
import { type DefenderSettings, placeOf } from './settings';

/** One call of Defender's API. */
export interface ApiCall {
  readonly method: 'GET' | 'POST';
  /** The path with its ids left out, for the log. */
  readonly route: string;
  /** Below `{apiUrl}/api`, with leading slash, percent-encoded. */
  readonly path: string;
  readonly body: Readonly<Record<string, string>> | null;
}

/** Makes one call of Defender's API with a token, and logs it. Never rejects for what the outside does. */
export type Api = (call: ApiCall, token: AccessToken) => Promise<Outcome>;

/** Defender's API at its base, over a client. */
export const createApi = ({
  settings,
  client,
  clock,
  log,
  onOutcome,
  clockWatch,
}: {
  readonly settings: DefenderSettings;
  readonly client: Client;
  readonly clock: Clock;
  readonly log: Log;
  readonly onOutcome: (outcome: Outcome) => void;
  readonly clockWatch: ClockWatch;
}): Api => {
  const base = `${placeOf(settings).apiUrl}/api`;
  return async ({ method, route, path, body }, token) => {
    const startedAt = clock.now();
    const answered = await client.call({
      method,
      url: `${base}${path}`,
      headers: {
        Authorization: `Bearer ${token.value}`,
        ...(body === null ? {} : { 'Content-Type': 'application/json' }),
      },
      body: body === null ? null : JSON.stringify(body),
      timeoutMs: settings.timeoutMs,
    });
    clockWatch.note(answered, startedAt);
    const outcome = answered.kind === 'answered' ? { ...answered, clockCure: clockWatch.cure() } : answered;
    const status = outcome.kind === 'answered' ? outcome.status : outcome.code;
    log.info('defender.call', { method, route, status, ms: clock.now() - startedAt });
    onOutcome(outcome);
    return outcome;
  };
};
