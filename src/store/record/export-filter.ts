import { type Kysely, sql } from 'kysely';
import type { EventRow, Schema } from '../schema';
import type { ExportFilter } from './export-lines';

/** Whether an entry is exported in full. Asked about every entry, in order. */
export type IsWanted = (entry: EventRow) => boolean;

/** Reads what is needed to tell which entries a filter is about. */
export const readFilter = async (db: Kysely<Schema>, filter: ExportFilter): Promise<IsWanted> => {
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

const shortOf = (name: string): string => name.split('.')[0] ?? name;

/** Entries of requests that name a machine, be it in their runs or, where those are gone, in what was asked. */
const readMachine = async (db: Kysely<Schema>, typed: string): Promise<IsWanted> => {
  const wanted = typed.toLowerCase();
  const isNamed = (name: unknown): boolean =>
    typeof name === 'string' && (name.toLowerCase() === wanted || shortOf(name.toLowerCase()) === wanted);
  const start = `%"name":"${wanted.replace(/[\\%_]/g, '\\$&')}%`;
  const runs = await db
    .selectFrom('run')
    .select(['request_id', 'machine_id', 'machine'])
    .where((eb) => eb.or([eb('machine_id', '=', wanted), sql<boolean>`lower(machine) like ${start} escape '\\'`]))
    .execute();
  const requests = new Set(
    runs
      .filter(({ machine_id, machine }) => machine_id === wanted || isNamed(JSON.parse(machine).name))
      .map(({ request_id }) => request_id),
  );
  return ({ kind, request_id, body }) => {
    if (kind === 'asked' && request_id !== null && JSON.parse(body).machines?.some(isNamed)) requests.add(request_id);
    if (kind === 'ask-refused') return isNamed(JSON.parse(body).machine);
    return request_id !== null && requests.has(request_id);
  };
};
