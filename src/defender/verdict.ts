import type { Instant } from '../domain/instant';
import type { Answer } from '../domain/run';
import type { Outcome } from './client';
import { factsOf, faultIn, parseJson } from './fault';
import { silentUntil } from './retry-after';
import { machineActionFrom } from './wire';

/** Answers by which Defender says no before it does anything. */
const REFUSALS: ReadonlySet<number> = new Set([400, 403, 404, 405, 409, 413, 415, 422]);

/** The certificate is judged before the request is sent, also where the socket counts as connected already. */
const CERTIFICATE = /^(CERT_|ERR_TLS_CERT_|UNABLE_TO_|DEPTH_ZERO_SELF_SIGNED|SELF_SIGNED_CERT)/;

/**
 * What the outcome of a call that changes something means. Only what proves that nothing was done is `unsent` or
 * `refused`; whatever leaves a doubt is `ambiguous`.
 *
 * @param permissions application permissions of which one is needed
 */
export const verdictOn = (outcome: Outcome, permissions: readonly string[], now: Instant): Answer => {
  const fault = faultIn(outcome, permissions);
  if (outcome.kind === 'failed') {
    const isProvedUnsent = !outcome.hasConnected || CERTIFICATE.test(outcome.code);
    return isProvedUnsent ? { kind: 'unsent', fault, retryAt: null } : { kind: 'ambiguous', fault };
  }
  const { status, headers, text } = outcome;
  if (status >= 200 && status < 300) {
    const action = machineActionFrom(parseJson(text));
    return action === null ? { kind: 'ambiguous', fault } : { kind: 'accepted', action, at: now };
  }
  if (status === 401) return { kind: 'unsent', fault, retryAt: null };
  if (status === 429) return { kind: 'unsent', fault, retryAt: silentUntil(headers, now) };
  if (status === 400 && fault.code === 'ActiveRequestAlreadyExists') return { kind: 'already-open', fault };
  if (REFUSALS.has(status)) return { kind: 'refused', fault };
  return { kind: 'ambiguous', fault };
};

/** The order's time had passed before the call could be made. */
export const tooLate: Answer = {
  kind: 'unsent',
  fault: factsOf('Defender', 'too-late', 'The time for this call was over before it could be made. Nothing was sent.'),
  retryAt: null,
};

/** Defender asked for silence before the call could be made. */
export const silenced = (until: Instant): Answer => ({
  kind: 'unsent',
  fault: factsOf('Defender', 'TooManyRequests', 'Defender asked for silence just before the call. Nothing was sent.'),
  retryAt: until,
});
