import type { LoggedRequest } from '../simulator/defender/request-log';
import type { RequestSeen } from './evidence';

/** Proved to have done nothing: after these the same may be sent again at once. */
const PROVED_UNSENT: ReadonlySet<number | undefined> = new Set([401, 429]);
const WHOLE: ReadonlySet<string | undefined> = new Set([undefined, 'slow', 'slow-after']);

/** The whole list; for a call about one Machine Action, that one. */
const isWholeLook = ({ method, path, status, fault }: LoggedRequest, posted: string): boolean =>
  method === 'GET' &&
  (path.endsWith('/machineactions') || posted === `${path}/cancel`) &&
  status === 200 &&
  WHOLE.has(fault);

/** Where a call was sent again although Defender had not been asked, completely, since the one before. */
export const looksMissing = ({ posts }: RequestSeen, log: readonly LoggedRequest[]): readonly string[] =>
  posts.flatMap(({ index, call }, place) => {
    // One of several machines has calls of its own.
    const before = posts.slice(0, place).findLast((each) => each.call.path === call.path);
    if (before === undefined || PROVED_UNSENT.has(before.call.status)) return [];
    const hasLooked = log.slice(before.index + 1, index).some((each) => isWholeLook(each, call.path));
    return hasLooked ? [] : [`${call.path} was called again without asking Defender after the call before`];
  });
