import type { Instant } from '../domain/instant';
import { createLoop, type Loop } from './loop';
import type { Clock, Log, PolicySource } from './ports';
import type { Replicas } from './sharing';

/** Finds replicas that go by another policy. */
export interface ReplicaComparison extends Loop {
  /** Policies that others have gone by for long enough to be told. */
  readonly others: readonly string[];
}

const EVERY_MS = 30_000;
/** Replicas differ while a change reaches one after the other; and the store knows one that died for a while yet. */
const LASTS_MS = 55_000;

/** Says which policy this process goes by, and warns, once, of others that lastingly go by another one. */
export const createCompareReplicas = (needs: {
  readonly replicas: Replicas;
  readonly policy: PolicySource;
  readonly clock: Clock;
  readonly log: Log;
}): ReplicaComparison => {
  const { replicas, policy, clock, log } = needs;
  let situation: { readonly key: string; readonly since: Instant } = { key: '', since: clock.now() };
  let told: { readonly key: string; readonly others: readonly string[] } = { key: '', others: [] };

  const compare = async (): Promise<void> => {
    const ours = policy.current().hash;
    const others = [...new Set(await replicas.beat(ours))].filter((hash) => hash !== ours).toSorted();
    if (others.length === 0) {
      if (told.others.length > 0) log.info('policy.replicas-agree', { ours });
      told = { key: '', others };
    }
    const key = others.length === 0 ? '' : [ours, ...others].join();
    if (key !== situation.key) situation = { key, since: clock.now() };
    if (key === told.key || clock.now() - situation.since < LASTS_MS) return;
    told = { key, others };
    log.warn('policy.replicas-differ', { ours, others });
  };

  const loop = createLoop({
    name: 'compare-replicas',
    clock,
    log,
    round: compare,
    nextDue: async () => clock.now() + EVERY_MS,
  });
  return {
    ...loop,
    get others() {
      return told.others;
    },
  };
};
