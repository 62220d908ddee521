import { Fault } from '../domain/fault';
import { isActionable, isIpAddress, isMachineId, type Machine, shortName } from '../domain/machine';
import type { Clock, Defender } from '../flow/ports';
import { factsOf } from './fault';
import type { Listing } from './listing';
import { anyOf, filtersOf, literal, withOptions } from './odata';
import type { Read } from './read';
import { machineFrom } from './wire';

const MACHINES = '/machines';
const PAGE_ROWS = 2_000;

const newestFirst = (a: Machine, b: Machine): number =>
  Number(b.health === 'Active') - Number(a.health === 'Active') || (b.lastSeenAt ?? 0) - (a.lastSeenAt ?? 0);

/** Each record once, best first; those that cannot be acted on only where there is no other. */
const ranked = (found: readonly Machine[]): readonly Machine[] => {
  const unique = [...new Map(found.map((machine) => [machine.id.toLowerCase(), machine])).values()];
  const actionable = unique.filter(isActionable);
  return (actionable.length > 0 ? actionable : unique).sort(newestFirst);
};

// Whether Defender compares names by case is not documented; its data hold both.
const spellings = (name: string): readonly string[] => [...new Set([name, name.toLowerCase(), name.toUpperCase()])];

/** Terms for every record that may be called so: a short name is the beginning of a full one. */
const maybeCalled = (name: string): readonly string[] =>
  spellings(name).map((spelling) =>
    name.includes('.') ? `computerDnsName eq ${literal(spelling)}` : `startswith(computerDnsName,${literal(spelling)})`,
  );

const isCalled = (machine: Machine, name: string): boolean => {
  const wanted = name.toLowerCase();
  return machine.name.toLowerCase() === wanted || (!wanted.includes('.') && shortName(machine.name) === wanted);
};

/** Finds machines in Defender. */
export const createMachineLookUp = ({
  read,
  listing,
  clock,
}: {
  readonly read: Read;
  readonly listing: Listing;
  readonly clock: Clock;
}): Pick<Defender, 'findMachines' | 'findMachinesEach' | 'machines' | 'machinePage'> => {
  const byId = async (id: string): Promise<Machine | null> => {
    const found = await read('/machines/{id}', `${MACHINES}/${encodeURIComponent(id)}`);
    if (found.kind === 'absent') return null;
    const machine = machineFrom(found.body);
    if (machine === null) {
      throw new Fault(factsOf('Defender', 'not-a-machine', 'Defender answered with something that is no machine'));
    }
    return machine;
  };

  const filtered = async (filter: string): Promise<readonly Machine[]> =>
    listing.all(MACHINES, { $filter: filter }, machineFrom);

  /** As few reads as hold all terms. */
  const filteredByAny = async (terms: readonly string[]): Promise<readonly Machine[]> => {
    const found: Machine[] = [];
    for (const filter of filtersOf(terms)) found.push(...(await filtered(filter)));
    return found;
  };

  /** Machines that had the address in the last quarter of an hour; an address that Defender does not take has none. */
  const lately = async (ip: string): Promise<readonly Machine[]> => {
    const at = new Date(clock.now()).toISOString().replace(/\.\d+Z$/, 'Z');
    const route = `${MACHINES}/findbyip`;
    try {
      const found = await listing.page(route, `${route}(ip='${encodeURIComponent(ip)}',timestamp=${at})`, machineFrom);
      return found.rows;
    } catch (error) {
      // Any other way to say no to an address still leaves the filter by last address.
      if (
        error instanceof Fault &&
        /^(HTTP-40[04]|ODataError|NotFound|ResourceNotFound|BadRequest|Invalid)/.test(error.facts.code)
      )
        return [];
      throw error;
    }
  };

  const findMachines = async (name: string): Promise<readonly Machine[]> => {
    if (isMachineId(name)) {
      const machine = await byId(name.toLowerCase());
      return machine === null ? [] : [machine];
    }
    if (isIpAddress(name)) {
      return ranked([...(await filtered(`lastIpAddress eq ${literal(name)}`)), ...(await lately(name))]);
    }
    return ranked((await filtered(anyOf(maybeCalled(name)))).filter((machine) => isCalled(machine, name)));
  };

  const findMachinesEach: Defender['findMachinesEach'] = async (names) => {
    const ids = names.filter(isMachineId);
    const called = names.filter((name) => !isMachineId(name) && !isIpAddress(name));
    const terms = [...new Set(called.flatMap(maybeCalled))];
    const [byIds, all] = [await machines(ids.map((id) => id.toLowerCase())), await filteredByAny(terms)];
    const each = new Map<string, readonly Machine[]>();
    for (const id of ids)
      each.set(
        id,
        [byIds.get(id.toLowerCase())].flatMap((machine) => machine ?? []),
      );
    for (const name of called) each.set(name, ranked(all.filter((machine) => isCalled(machine, name))));
    for (const ip of names.filter(isIpAddress)) each.set(ip, await findMachines(ip));
    return each;
  };

  const machines = async (ids: readonly string[]): Promise<ReadonlyMap<string, Machine>> => {
    const wanted = [...new Set(ids)];
    const found: Machine[] = [];
    const [only] = wanted;
    if (wanted.length === 1 && only !== undefined) {
      const machine = await byId(only);
      if (machine !== null) found.push(machine);
    } else {
      found.push(...(await filteredByAny(wanted.map((id) => `id eq ${literal(id)}`))));
    }
    const byLowerId = new Map(found.map((machine) => [machine.id.toLowerCase(), machine]));
    return new Map(
      wanted.flatMap((id) => {
        const machine = byLowerId.get(id.toLowerCase());
        return machine === undefined ? [] : [[id, machine] as const];
      }),
    );
  };

  const machinePage: Defender['machinePage'] = async (after) => {
    const path = after ?? withOptions(MACHINES, { $top: PAGE_ROWS, $skip: 0 });
    const page = await listing.page(MACHINES, path, machineFrom);
    const skipped = Number(new URLSearchParams(path.split('?')[1]).get('$skip') ?? 'NaN');
    const isFull = page.rowCount >= PAGE_ROWS && Number.isInteger(skipped);
    const onward = isFull ? withOptions(MACHINES, { $top: PAGE_ROWS, $skip: skipped + page.rowCount }) : null;
    return { machines: page.rows, next: page.next ?? onward };
  };

  return { findMachines, findMachinesEach, machines, machinePage };
};
