import { containmentTypes } from '../domain/containment';
import { Fault } from '../domain/fault';
import type { MachineAction } from '../domain/machine-action';
import type { Defender } from '../flow/ports';
import { factsOf } from './fault';
import type { Listing } from './listing';
import { anyOf, filtersOf, literal, withOptions } from './odata';
import type { Read } from './read';
import { machineActionFrom, namedActionFrom } from './wire';

const ACTIONS = '/machineactions';
// Newest first, so that rows which arrive between two pages only move known rows further down, and none is missed.
const NEWEST_FIRST = { $orderby: 'creationDateTimeUtc desc' } as const;
const RECENT_ROWS = 100;

const unique = <A extends MachineAction>(actions: readonly A[]): readonly A[] => [
  ...new Map(actions.map((action) => [action.id, action])).values(),
];

/** Reads Machine Actions from Defender. */
export const createActionLookUp = ({
  read,
  listing,
}: {
  readonly read: Read;
  readonly listing: Listing;
}): Pick<Defender, 'actionsOn' | 'actionsOnEach' | 'actionsSince' | 'containmentsSince' | 'action'> => ({
  actionsOn: async (machineId) => {
    const options = { $filter: `machineId eq ${literal(machineId)}`, ...NEWEST_FIRST, $top: RECENT_ROWS };
    const { rows } = await listing.page(ACTIONS, withOptions(ACTIONS, options), machineActionFrom);
    return [...rows].sort((a, b) => (b.createdAt ?? 0) - (a.createdAt ?? 0));
  },

  actionsOnEach: async (machineIds) => {
    const all: MachineAction[] = [];
    for (const filter of filtersOf([...new Set(machineIds)].map((id) => `machineId eq ${literal(id)}`))) {
      all.push(...(await listing.all(ACTIONS, { $filter: filter, ...NEWEST_FIRST }, machineActionFrom)));
    }
    return new Map(
      machineIds.map((id) => {
        const own = unique(all.filter(({ machineId }) => machineId?.toLowerCase() === id.toLowerCase()));
        return [id, [...own].sort((a, b) => (b.createdAt ?? 0) - (a.createdAt ?? 0))] as const;
      }),
    );
  },

  actionsSince: async (since) => {
    const options = { $filter: `creationDateTimeUtc ge ${new Date(since).toISOString()}`, ...NEWEST_FIRST };
    return unique(await listing.all(ACTIONS, options, machineActionFrom));
  },

  containmentsSince: async (since) => {
    const isOfType = anyOf(containmentTypes.map((type) => `type eq ${literal(type)}`));
    const options = {
      $filter: `(${isOfType}) and creationDateTimeUtc ge ${new Date(since).toISOString()}`,
      ...NEWEST_FIRST,
    };
    return unique(await listing.all(ACTIONS, options, namedActionFrom));
  },

  action: async (id) => {
    const found = await read('/machineactions/{id}', `${ACTIONS}/${encodeURIComponent(id)}`);
    if (found.kind === 'absent') return null;
    const action = machineActionFrom(found.body);
    if (action === null) {
      const says = 'Defender answered with something that is no Machine Action';
      throw new Fault(factsOf('Defender', 'not-a-machine-action', says));
    }
    return action;
  },
});
