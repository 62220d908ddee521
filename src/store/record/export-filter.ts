import { type Kysely, sql } from 'kysely';
import { shortName } from '../../domain/machine';
import type { EventRow, Schema } from '../schema';
import type { ExportFilter } from './export-lines';

/** Which entries an export has in full. */
export interface Wanted {
  /** No entry before this one is wanted; null: none is. */
  readonly from: number | null;
  /** Asked about every entry from there on, in order. */
  readonly has: (entry: EventRow) => boolean;
}

/** Whether a filter is about nothing but time: then an export has every entry between its first and its last. */
export const isOfTime = ({ request, person, machine }: ExportFilter): boolean =>
  request === null && person === null && machine === null;

/** Reads what is needed to tell which entries a filter is about. */
export const readFilter = async (db: Kysely<Schema>, filter: ExportFilter): Promise<Wanted> => {
  const { from, to, request, person, machine } = filter;
  const { first, last } = await readEnds(db, filter);
  // Clocks differ and entries wait: between the first entry of a time and its last, some may be from just outside of it.
  if (isOfTime(filter))
    return { from: from === null && first !== null ? 0 : first, has: ({ seq }) => to === null || seq <= (last ?? 0) };
  const isOfMachine = machine === null ? () => true : await readMachine(db, machine);
  return {
    // What names a machine is learned from the very first entry on.
    from: machine === null ? first : 0,
    has: (entry) =>
      // Asked first: it learns from entries that the rest of the filter leaves out.
      isOfMachine(entry) &&
      (from === null || entry.at >= from) &&
      (to === null || entry.at < to) &&
      (request === null || entry.request_id === request) &&
      (person === null || entry.actor_id === person),
  };
};

/**
 * The first and the last entry that fits everything but the machine; null: none does. Gathered before they are compared, so
 * that an index gives them: for the least of them alone a database may walk through all that came before.
 */
export const endsQuery = (db: Kysely<Schema>, { from, to, request, person }: ExportFilter) =>
  db
    .with(
      (cte) => cte('fitting').materialized(),
      (query) =>
        query
          .selectFrom('event')
          .select('seq')
          .$if(from !== null, (some) => some.where('at', '>=', from))
          .$if(to !== null, (some) => some.where('at', '<', to))
          .$if(request !== null, (some) => some.where('request_id', '=', request))
          .$if(person !== null, (some) => some.where('actor_id', '=', person)),
    )
    .selectFrom('fitting')
    .select(({ fn }) => [fn.min<number | null>('seq').as('first'), fn.max<number | null>('seq').as('last')]);

const readEnds = async (db: Kysely<Schema>, filter: ExportFilter) => {
  const { from, to, request, person } = filter;
  if ([from, to, request, person].every((limit) => limit === null)) return { first: 0, last: null };
  return endsQuery(db, filter).executeTakeFirstOrThrow();
};

/** A member of the JSON that is stored; of what somebody has damaged, nothing: `audit verify` names it. */
const memberOf = (stored: unknown, name: string): unknown => {
  try {
    const value: unknown = JSON.parse(String(stored));
    return typeof value === 'object' && value !== null ? Reflect.get(value, name) : undefined;
  } catch {
    return undefined;
  }
};

const listOf = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : []);

/** What somebody typed, without what makes no other machine of it. */
const tidied = (typed: string): string => typed.toLowerCase().replace(/\.$/, '');

/** Whether one of two names may be short for the other. */
const mayBeSame = (a: string, b: string): boolean =>
  a === b || (shortName(a) === shortName(b) && (!a.includes('.') || !b.includes('.')));

/** Entries of requests that name a machine, be it in their runs or, where those are gone, in what was asked. */
const readMachine = async (db: Kysely<Schema>, typed: string): Promise<Wanted['has']> => {
  const wanted = tidied(typed);
  const isNamed = (name: unknown): boolean =>
    typeof name === 'string' && (name.toLowerCase() === wanted || shortName(name) === wanted);
  const start = `%"name":"${wanted.replace(/[\\%_]/g, '\\$&')}%`;
  const runs = (
    await db
      .selectFrom('run')
      .select(['request_id', 'machine_id', 'machine'])
      .where((eb) => eb.or([eb('machine_id', '=', wanted), sql<boolean>`lower(machine) like ${start} escape '\\'`]))
      .execute()
  )
    .map(({ machine, ...run }) => ({ ...run, name: String(memberOf(machine, 'name')) }))
    .filter(({ machine_id, name }) => machine_id === wanted || isNamed(name));
  const requests = new Set(runs.map(({ request_id }) => request_id));
  const words = new Set([wanted, ...runs.flatMap(({ machine_id, name }) => [machine_id, name.toLowerCase()])]);
  // What was refused was not always looked up: who typed a short name may have meant any machine of it.
  const mayBeMeant = (machine: unknown): boolean =>
    typeof machine === 'string' && [...words].some((word) => mayBeSame(tidied(machine), word));
  return ({ kind, request_id, body }) => {
    if (kind === 'asked' && request_id !== null && listOf(memberOf(body, 'machines')).some(isNamed))
      requests.add(request_id);
    if (kind === 'ask-refused') return mayBeMeant(memberOf(body, 'machine'));
    return request_id !== null && requests.has(request_id);
  };
};
