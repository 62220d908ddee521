import type { Instant } from '../domain/instant';
import type { Machine } from '../domain/machine';
import type { Known } from '../domain/obstacle';
import type { Run } from '../domain/run';
import { FOLLOW_FOR_MS } from '../domain/tracking';
import type { Clock, Defender } from './ports';
import type { Store } from './storage';

/** What was read for a wave of runs before any of them is sent. */
export interface WaveFacts extends Known {
  readonly readAt: Instant;
  readonly machines: ReadonlyMap<string, Machine>;
}

/** Reads what a wave must know: one read of the machines and one of their Machine Actions serve all of it. */
export const createReadWave =
  ({
    defender,
    store,
    clock,
  }: {
    readonly defender: Defender;
    readonly store: Pick<Store, 'followedOn'>;
    readonly clock: Clock;
  }) =>
  async (runs: readonly Run[]): Promise<WaveFacts> => {
    const readAt = clock.now();
    const machineIds = [...new Set(runs.map((run) => run.machine.id))];
    const [only, ...others] = machineIds;
    const [machines, actions] = await Promise.all([
      defender.beforeSending.machines(machineIds),
      only !== undefined && others.length === 0
        ? defender.beforeSending.actionsOn(only)
        : defender.beforeSending.actionsSince(clock.now() - FOLLOW_FOR_MS),
    ]);
    // After the list: what is handed over in between is then seen here, and not overlooked.
    const followed = await store.followedOn(machineIds);
    return { readAt, machines, actions, followed };
  };
