import type { Verb } from '../domain/catalogue';
import { endedBy, isHeldByNothingKnown } from '../domain/ending';
import type { Machine } from '../domain/machine';
import { type MachineAction, type Situation, situationOf } from '../domain/machine-action';
import { stillUnsettled } from './contained';
import type { ContainmentReads } from './containment-reads';
import type { Clock, DefenderReads } from './ports';

/**
 * Makes the reader of what is open on each of some machines, and what was done there lately: one read of Defender's for
 * all of them. Where a containment is to be ended, our record is read too. Rejects with a `Fault`.
 */
export const createSituations = (needs: {
  readonly store: Pick<ContainmentReads, 'containmentsOn'>;
  readonly defender: Pick<DefenderReads, 'actionsOn' | 'actionsOnEach'>;
  readonly clock: Clock;
}): ((verb: Verb, machines: readonly Machine[]) => Promise<readonly Situation[]>) => {
  const { store, defender, clock } = needs;

  const actionsOf = async (ids: readonly string[]): Promise<readonly (readonly MachineAction[])[]> => {
    const [only, ...others] = ids;
    if (only !== undefined && others.length === 0) return [await defender.actionsOn(only)];
    const actions = await defender.actionsOnEach(ids);
    return ids.map((id) => actions.get(id) ?? []);
  };

  return async (verb, machines) => {
    const ended = endedBy(verb);
    const listed = await actionsOf(machines.map(({ id }) => id));
    const situations = machines.map(async ({ id }, index): Promise<Situation> => {
      const actions = listed[index] ?? [];
      const situation = situationOf(actions);
      if (ended === null) return situation;
      const own = await store.containmentsOn(id);
      const now = clock.now();
      const known = { last: own.last, unsettled: stillUnsettled(own.unsettled, actions, now), actions };
      return isHeldByNothingKnown(ended, known, now) ? { ...situation, endsNothingKnown: true } : situation;
    });
    return Promise.all(situations);
  };
};
