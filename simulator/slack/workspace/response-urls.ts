import { randomBytes } from 'node:crypto';
import type { Message } from './messages.js';

/** What a response_url answers to. */
export type ResponseTarget = {
  readonly user: string;
  readonly channel: string;
  /** The message that was clicked, which the answer may replace or delete. */
  readonly source?: Message;
};

export type ResponseUrlRefusal = 'used_url' | 'expired_url' | 'no_such_url';

export type ResponseUrls = {
  /** Returns the path; `kind` is 'commands' or 'actions'. */
  readonly create: (kind: 'commands' | 'actions', target: ResponseTarget) => string;
  readonly use: (path: string) => ResponseTarget | ResponseUrlRefusal;
};

const USES = 5;
const LIFE_MS = 30 * 60_000;

/** Each URL can be posted to five times within thirty minutes. */
export const createResponseUrls = (teamId: string, now: () => number): ResponseUrls => {
  const urls = new Map<string, { readonly target: ResponseTarget; readonly bornAt: number; uses: number }>();
  return {
    create: (kind, target) => {
      const path = `/${kind}/${teamId}/${1_300_000_000_000 + urls.size}/${randomBytes(12).toString('hex')}`;
      urls.set(path, { target, bornAt: now(), uses: 0 });
      return path;
    },
    use: (path) => {
      const url = urls.get(path);
      if (url === undefined) return 'no_such_url';
      if (now() - url.bornAt > LIFE_MS) return 'expired_url';
      if (url.uses >= USES) return 'used_url';
      url.uses += 1;
      return url.target;
    },
  };
};
