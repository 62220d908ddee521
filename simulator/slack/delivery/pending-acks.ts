import { isObject } from '../json.js';
import type { Outcome } from './outcome.js';

/** The envelopes that were sent and not yet acknowledged. */
export type PendingAcks = {
  readonly expect: (envelopeId: string, carrier: object, envelope: Envelope) => Promise<Outcome>;
  /** Returns what is wrong with the acknowledgement, if anything. */
  readonly acknowledge: (envelopeId: string, payload: unknown) => string | undefined;
  /** The connection that carried them is gone. */
  readonly lose: (carrier: object) => void;
};

/** What the bot may do with an envelope. */
type Envelope = { readonly acceptsResponse: boolean };

type Pending = Envelope & {
  readonly carrier: object;
  readonly finish: (status: Outcome['status'], body: string) => void;
};

export const createPendingAcks = (ackLimitMs: number): PendingAcks => {
  const pending = new Map<string, Pending>();
  return {
    expect: (envelopeId, carrier, envelope) =>
      new Promise((resolve) => {
        const startedAt = performance.now();
        const finish: Pending['finish'] = (status, body) => {
          clearTimeout(timer);
          if (pending.get(envelopeId)?.finish === finish) pending.delete(envelopeId);
          resolve({ status, body, ms: performance.now() - startedAt });
        };
        const timer = setTimeout(() => finish('timeout', ''), ackLimitMs);
        pending.set(envelopeId, { ...envelope, carrier, finish });
      }),
    acknowledge: (envelopeId, payload) => {
      const waiting = pending.get(envelopeId);
      if (waiting === undefined)
        return `acknowledged an envelope that is not open: ${envelopeId || '(no envelope_id)'}`;
      const body = isObject(payload) && Object.keys(payload).length > 0 ? JSON.stringify(payload) : '';
      waiting.finish(200, body);
      return body !== '' && !waiting.acceptsResponse ? 'answered an envelope that takes no response' : undefined;
    },
    lose: (carrier) => {
      for (const waiting of [...pending.values()]) {
        if (waiting.carrier === carrier) waiting.finish('unreachable', '');
      }
    },
  };
};
