import type { Reply } from '../entra/loopback-server';
import type { Caller } from './gatekeeper';

/** One endpoint of the API: who may call it, and how it answers. */
export interface Route {
  readonly name: string;
  readonly method: 'GET' | 'POST';
  /** Matched, without regard to case, against the decoded path behind `/api` and an optional version. */
  readonly path: RegExp;
  /** Any one of them will do. */
  readonly roles: readonly string[];
  readonly answer: (call: Call) => Reply;
}

export interface Call {
  /** The groups of the route's path. */
  readonly params: readonly string[];
  readonly search: URLSearchParams;
  readonly contentType: string | undefined;
  readonly body: string;
  readonly caller: Caller;
  /** The address asked, without its query. */
  readonly url: string;
  /** `http://host/api/$metadata` */
  readonly metadata: string;
}

export const MACHINE_READERS: readonly string[] = ['Machine.Read.All', 'Machine.ReadWrite.All'];

/** The part of a path that routes match; undefined outside the API. */
export function apiPath(path: string): string | undefined {
  try {
    return /^\/api(?:\/v1\.0)?(\/.*)$/i.exec(decodeURIComponent(path))?.[1];
  } catch {
    return undefined;
  }
}
