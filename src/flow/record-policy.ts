import type { Instant } from '../domain/instant';
import { requestEvent } from '../domain/lifecycle';
import { createLoop, type Loop } from './loop';
import type { Clock, Log } from './ports';
import type { Store } from './storage';

/** Puts every policy that came into force on record, in order. */
export interface PolicyRecord extends Pick<Loop, 'stop'> {
  /** This policy is in force from now on, whether or not the store can take that at this moment. */
  inForce(hash: string): void;
}

/** Writes which policy is in force wherever the log names another one as the last, and tries again until that is stored. */
export const createPolicyRecord = (needs: {
  readonly store: Pick<Store, 'commit' | 'lastPolicyHash'>;
  readonly clock: Clock;
  readonly log: Log;
}): PolicyRecord => {
  const { store, clock, log } = needs;
  const unrecorded: { readonly hash: string; readonly at: Instant }[] = [];

  const recordFirst = async ({ hash, at }: { readonly hash: string; readonly at: Instant }): Promise<void> => {
    const before = await store.lastPolicyHash();
    if (hash === before) return;
    await store.commit({
      policyHash: hash,
      events: [requestEvent(null, at, null, { kind: 'policy-in-force', hash, before })],
    });
  };

  const loop = createLoop({
    name: 'record-policy',
    clock,
    log,
    round: async () => {
      for (let [first] = unrecorded; first !== undefined; [first] = unrecorded) {
        await recordFirst(first);
        unrecorded.shift();
        log.debug('policy.on-record', { hash: first.hash });
      }
    },
    nextDue: async () => null,
  });
  return {
    inForce: (hash) => {
      unrecorded.push({ hash, at: clock.now() });
      loop.wake();
    },
    stop: loop.stop,
  };
};
