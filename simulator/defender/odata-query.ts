import type { Reply } from '../entra/loopback-server';
import { oDataError, unknownQueryOption } from './defender-error';
import { compileFilter, type FilterSchema } from './odata-evaluate';
import { parseFilter } from './odata-filter';

/** Answers a list request: filter, order, skip, top, count, in pages. */
export function answerList<Row>(list: ListRequest<Row>): Reply {
  const { search } = list;
  for (const name of search.keys()) {
    if (!OPTIONS.includes(name)) return unknownQueryOption();
    if (search.getAll(name).length > 1) return oDataError(`Query option '${name}' was specified more than once.`);
  }
  try {
    return answerValid(list);
  } catch (error) {
    // The reader's SyntaxError and the compiler's TypeError are the client's mistakes.
    if (error instanceof SyntaxError || error instanceof TypeError) return oDataError(error.message);
    throw error;
  }
}

export interface ListRequest<Row> {
  readonly rows: readonly Row[];
  readonly search: URLSearchParams;
  readonly schema: FilterSchema<Row>;
  /** Rows in one reply when `$top` is larger or left out. */
  readonly pageSize: number;
  /** The address asked, without its query. */
  readonly url: string;
  /** Where the metadata document would be, and the set's name: `…/api/$metadata#Machines`. */
  readonly context: string;
  readonly view: (row: Row) => unknown;
}

export const MAX_TOP = 10_000;
const OPTIONS: readonly string[] = ['$filter', '$top', '$skip', '$orderby', '$count'];

function answerValid<Row>(list: ListRequest<Row>): Reply {
  const { search, schema } = list;
  const top = whole(search, '$top');
  if (top !== undefined && top > MAX_TOP) {
    throw new TypeError(
      `The limit of '${MAX_TOP}' for Top query has been exceeded. The value from the incoming request is '${top}'.`,
    );
  }
  const skip = whole(search, '$skip') ?? 0;
  const filter = search.get('$filter');
  const isWanted = filter === null ? () => true : compileFilter(parseFilter(filter), schema);
  const found = ordered(list.rows.filter(isWanted), search.get('$orderby'), schema);
  const wanted = found.slice(skip, top === undefined ? undefined : skip + top);
  const page = wanted.slice(0, list.pageSize);
  const next =
    wanted.length > page.length ? nextLink(list, skip + page.length, wanted.length - page.length) : undefined;
  return {
    status: 200,
    body: {
      '@odata.context': list.context,
      ...(isCountWanted(search) ? { '@odata.count': found.length } : {}),
      value: page.map(list.view),
      ...(next === undefined ? {} : { '@odata.nextLink': next }),
    },
  };
}

function nextLink<Row>(list: ListRequest<Row>, skip: number, left: number): string {
  const search = new URLSearchParams(list.search);
  search.set('$skip', String(skip));
  if (search.has('$top')) search.set('$top', String(left));
  const query = [...search].map(([name, value]) => `${name}=${encodeURIComponent(value)}`).join('&');
  return `${list.url}?${query}`;
}

function ordered<Row>(rows: readonly Row[], orderBy: string | null, schema: FilterSchema<Row>): readonly Row[] {
  if (orderBy === null) return rows;
  const keys = orderBy.split(',').map((part) => {
    const [, name = '', direction = 'asc'] = /^\s*(\w+)(?:\s+(asc|desc))?\s*$/.exec(part) ?? [];
    const field = Object.hasOwn(schema, name) ? schema[name] : undefined;
    if (field === undefined || field.type === 'strings') throw new TypeError(`Cannot order by '${part.trim()}'.`);
    return { read: field.read, sign: direction === 'desc' ? -1 : 1 };
  });
  return [...rows].sort((a, b) => {
    for (const { read, sign } of keys) {
      const [left, right] = [read(a), read(b)];
      const order = typeof left === 'number' && typeof right === 'number' ? left - right : byText(left, right);
      if (order !== 0) return order * sign;
    }
    return 0;
  });
}

/** Defender's dates all have one length and one zone, so that text order is time order. */
function byText(left: unknown, right: unknown): number {
  const [a, b] = [String(left ?? ''), String(right ?? '')];
  return a === b ? 0 : a < b ? -1 : 1;
}

function isCountWanted(search: URLSearchParams): boolean {
  const value = search.get('$count') ?? 'false';
  if (value !== 'true' && value !== 'false') throw new TypeError(`'${value}' is not a value for $count.`);
  return value === 'true';
}

function whole(search: URLSearchParams, name: string): number | undefined {
  const text = search.get(name);
  if (text === null) return undefined;
  if (!/^\d+$/.test(text)) throw new TypeError(`Invalid value '${text}' for ${name} query option.`);
  return Number(text);
}
