import { type Kysely, sql } from 'kysely';
import { shortName } from '../../domain/machine';
import type { EventRow, Schema } from '../schema';
import type { ExportFilter } from './export-lines';

/** Whether an entry is exported in full. Asked about every entry, in order. */
export type IsWanted = (entry: EventRow) => boolean;

/** Whether a filter is about nothing but time: then an export has every entry between its first and its last. */
export const isOfTime = ({ request, person, machine }: ExportFilter): boolean =>
  request === null && person === null && machine === null;

/** Reads what is needed to tell which entries a filter is about. */
export const readFilter = async (db: Kysely<Schema>, filter: ExportFilter): Promise<IsWanted> => {
  if (isOfTime(filter)) return readStretch(db, filter);
  const { from, to, request, person, machine } = filter;
  const isOfMachine = machine === null ? () => true : await readMachine(db, machine);
  return (entry) =>
    // Asked first: it learns from entries that the rest of the filter leaves out.
    isOfMachine(entry) &&
    (from === null || entry.at >= from) &&
    (to === null || entry.at < to) &&
    (request === null || entry.request_id === request) &&
    (person === null || entry.actor_id === person);
};

/** From the first entry of a time to its last. Clocks differ and entries wait: some between may be from just outside of it. */
const readStretch = async (db: Kysely<Schema>, { from, to }: ExportFilter): Promise<IsWanted> => {
  if (from === null && to === null) return () => true;
  const { first, last } = await db
    .selectFrom('event')
    .select(({ fn }) => [fn.min<number | null>('seq').as('first'), fn.max<number | null>('seq').as('last')])
    .$if(from !== null, (query) => query.where('at', '>=', from))
    .$if(to !== null, (query) => query.where('at', '<', to))
    .executeTakeFirstOrThrow();
  if (first === null || last === null) return () => false;
  return ({ seq }) => (from === null || seq >= first) && (to === null || seq <= last);
};

/** What somebody typed, without what makes no other machine of it. */
const tidied = (typed: string): string => typed.toLowerCase().replace(/\.$/, '');

/** Whether one of two names may be short for the other. */
const mayBeSame = (a: string, b: string): boolean =>
  a === b || (shortName(a) === shortName(b) && (!a.includes('.') || !b.includes('.')));

/** Entries of requests that name a machine, be it in their runs or, where those are gone, in what was asked. */
const readMachine = async (db: Kysely<Schema>, typed: string): Promise<IsWanted> => {
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
    .map(({ machine, ...run }) => ({ ...run, name: String(JSON.parse(machine).name) }))
    .filter(({ machine_id, name }) => machine_id === wanted || isNamed(name));
  const requests = new Set(runs.map(({ request_id }) => request_id));
  const words = new Set([wanted, ...runs.flatMap(({ machine_id, name }) => [machine_id, name.toLowerCase()])]);
  // What was refused was not always looked up: who typed a short name may have meant any machine of it.
  const mayBeMeant = (machine: unknown): boolean =>
    typeof machine === 'string' && [...words].some((word) => mayBeSame(tidied(machine), word));
  return ({ kind, request_id, body }) => {
    if (kind === 'asked' && request_id !== null && JSON.parse(body).machines?.some(isNamed)) requests.add(request_id);
    if (kind === 'ask-refused') return mayBeMeant(JSON.parse(body).machine);
    return request_id !== null && requests.has(request_id);
  };
};
