import { createCompareReplicas } from '../flow/compare-replicas';
import { createLoop } from '../flow/loop';
import type { Log, PolicySource } from '../flow/ports';
import { createPolicyRecord } from '../flow/record-policy';
import type { Replicas } from '../flow/sharing';
import type { Store } from '../flow/storage';
import { systemClock as clock } from '../host/clock';
import type { Metrics } from '../host/metrics';
import type { ReadPolicy } from '../host/policy-file';
import { createPolicyWatch } from '../host/policy-watch';
import { logWarnings } from './settings';

/** The policy in force: every good change of its file is taken, put on record and compared with other replicas. */
export interface PolicyInForce extends PolicySource {
  /** For the body of `/readyz`. */
  health(): object;
  stop(): Promise<void>;
}

/** Keeps the policy that was read at the start up to date, also on SIGHUP. */
export const keepPolicy = (deps: {
  readonly path: string;
  readonly first: ReadPolicy;
  readonly stored: { readonly store: Store; readonly replicas: Replicas };
  readonly metrics: Metrics;
  readonly log: Log;
}): PolicyInForce => {
  const { path, first, stored, metrics, log } = deps;
  const watch = createPolicyWatch({ path, first, now: clock.now, log, taken: (read) => began(read) });
  const record = createPolicyRecord({ store: stored.store, clock, log });
  const comparison = createCompareReplicas({ replicas: stored.replicas, policy: watch, clock, log });
  const looking = createLoop({ name: 'policy', clock, log, round: watch.look, nextDue: async () => watch.nextLook() });

  const began = (read: ReadPolicy): void => {
    logWarnings(read, log);
    record.inForce(read.policy.hash);
    comparison.wake();
  };

  metrics.gauge('twokey_policy_refused', () => (watch.health().refused === null ? 0 : 1));
  metrics.gauge('twokey_policy_replicas_differ', () => comparison.others.length);
  process.on('SIGHUP', () => {
    log.info('policy.reread', { signal: 'SIGHUP' });
    watch.ask();
    looking.wake();
  });
  began(first);
  looking.wake();
  return {
    current: watch.current,
    health: () => {
      const { hash, since, refused } = watch.health();
      const spelt = (at: number) => new Date(at).toISOString();
      return {
        hash,
        since: spelt(since),
        refused: refused === null ? null : { ...refused, at: spelt(refused.at) },
        otherReplicas: comparison.others,
      };
    },
    stop: async () => {
      await Promise.all([looking.stop(), record.stop(), comparison.stop()]);
    },
  };
};
