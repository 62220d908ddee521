import type { CallLimit } from '../flow/call-log';
import { type Cloud, clouds, type Place } from './clouds';

/** How the app registration proves who it is. Paths are read again for every token, so that files may be renewed. */
export type Credential =
  | { readonly kind: 'secret'; readonly secret: string }
  /** A PEM file with the unencrypted private key and the certificate, and the rest of its chain if there is one. */
  | { readonly kind: 'certificate'; readonly path: string }
  /** A file with a token of another identity provider, as workload identity federation leaves it. */
  | { readonly kind: 'federated'; readonly path: string };

export interface DefenderSettings {
  readonly tenantId: string;
  readonly clientId: string;
  readonly credential: Credential;
  /** Overrides the cloud's sign-in host. `http:` is for loopback only. */
  readonly authorityHost: string | null;
  readonly cloud: Cloud;
  /** Overrides the cloud's API host. `http:` is for loopback only. */
  readonly apiUrl: string | null;
  /** All of them hold at once, for all calls together. */
  readonly rateLimits: readonly CallLimit[];
  /** Per HTTP call, from its beginning to the last byte of its answer. */
  readonly timeoutMs: number;
}

const withoutSlash = (url: string): string => url.replace(/\/+$/, '');

/** The cloud's hosts, with what the settings put in their stead. */
export const placeOf = (settings: DefenderSettings): Place => {
  const place = clouds[settings.cloud];
  return {
    ...place,
    apiUrl: withoutSlash(settings.apiUrl ?? place.apiUrl),
    authorityHost: withoutSlash(settings.authorityHost ?? place.authorityHost),
  };
};
