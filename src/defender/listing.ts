import { Fault } from '../domain/fault';
import type { Log } from '../flow/ports';
import { factsOf } from './fault';
import { withOptions } from './odata';
import type { Found, Read } from './read';
import { type Page, pageFrom } from './wire';

/** A page of a list, and the path of the next one; null at the end. */
export interface Listed<Row> {
  readonly rows: readonly Row[];
  /** Rows as they came, with those that could not be read. */
  readonly rowCount: number;
  readonly next: string | null;
}

export interface Listing {
  /** One page; `path` has its options. Rejects with a `Fault` where the answer is no list. */
  page<Row>(route: string, path: string, from: (row: unknown) => Row | null): Promise<Listed<Row>>;
  /** Every row of every page, complete or a `Fault`. */
  all<Row>(
    path: string,
    options: Readonly<Record<string, string | number>>,
    from: (row: unknown) => Row | null,
  ): Promise<readonly Row[]>;
}

/** Defender's largest page of Machine Actions. */
const MOST_ROWS = 10_000;
const MOST_PAGES = 100;

// A row that may be our own must not be overlooked: the look-up that settles a claim believes what it does not find.
const OUR_MARK = '[twokey ';

const bodyOf = (found: Found): unknown => {
  if (found.kind === 'absent') throw new Fault(found.fault);
  return found.body;
};

/** The path of Defender's next page, where it is on our own API host and of the same list; null otherwise. */
const pathIn = (nextLink: string | null, apiBase: string, route: string): string | null => {
  if (nextLink === null || !URL.canParse(nextLink, apiBase)) return null;
  const url = new URL(nextLink, apiBase);
  const base = new URL(apiBase);
  return url.host === base.host && url.pathname.endsWith(route) ? `${route}${url.search}` : null;
};

/**
 * Reads lists page by page.
 *
 * @param apiBase `{apiUrl}/api`
 */
export const createListing = ({
  read,
  apiBase,
  log,
}: {
  readonly read: Read;
  readonly apiBase: string;
  readonly log: Log;
}): Listing => {
  const rowsOf = <Row>(route: string, page: Page, from: (row: unknown) => Row | null): readonly Row[] => {
    const read: Row[] = [];
    for (const raw of page.rows) {
      const row = from(raw);
      if (row !== null) {
        read.push(row);
        continue;
      }
      if (JSON.stringify(raw).includes(OUR_MARK)) {
        throw new Fault(factsOf('Defender', 'unreadable-row', 'Defender lists a row of ours that cannot be read'));
      }
      log.warn('defender.row-dropped', { route });
    }
    return read;
  };

  const rawPage = async (route: string, path: string): Promise<Page> => {
    const page = pageFrom(bodyOf(await read(route, path)));
    if (page === null) {
      throw new Fault(factsOf('Defender', 'not-a-list', `Defender answered ${route} with something that is no list`));
    }
    return page;
  };

  return {
    page: async (route, path, from) => {
      const page = await rawPage(route, path);
      return {
        rows: rowsOf(route, page, from),
        rowCount: page.rows.length,
        next: pathIn(page.nextLink, apiBase, route),
      };
    },
    all: async <Row>(
      path: string,
      options: Readonly<Record<string, string | number>>,
      from: (row: unknown) => Row | null,
    ) => {
      const rows: Row[] = [];
      let skip = 0;
      let next: string | null = withOptions(path, { ...options, $top: MOST_ROWS });
      for (let pages = 0; next !== null; pages += 1) {
        if (pages === MOST_PAGES) {
          throw new Fault(factsOf('Defender', 'list-too-long', `Defender's list at ${path} does not come to an end`));
        }
        const page: Page = await rawPage(path, next);
        rows.push(...rowsOf(path, page, from));
        skip += page.rows.length;
        const isMore = page.nextLink !== null || page.rows.length >= MOST_ROWS;
        const onward: string = withOptions(path, { ...options, $top: MOST_ROWS, $skip: skip });
        next = isMore && page.rows.length > 0 ? (pathIn(page.nextLink, apiBase, path) ?? onward) : null;
      }
      return rows;
    },
  };
};
