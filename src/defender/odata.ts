/** An OData string literal: quoted, with every quote inside doubled. */
export const literal = (text: string): string => `'${text.replaceAll("'", "''")}'`;

/** Terms of which one must hold. */
export const anyOf = (terms: readonly string[]): string => terms.join(' or ');

// An ASP.NET OData service takes 100 nodes in a filter unless it is told otherwise: four for each of these terms.
const MOST_TERMS = 25;
/** In characters as they are sent: some front doors take no more than 2,048 for the whole query. */
const LONGEST_FILTER = 1_800;

/** As few filters as hold all these terms, of which one must hold: each within what a service takes. None for no term. */
export const filtersOf = (terms: readonly string[]): readonly string[] => {
  const filters: string[] = [];
  let held: string[] = [];
  for (const term of terms) {
    const isFull = held.length === MOST_TERMS || encodeURIComponent(anyOf([...held, term])).length > LONGEST_FILTER;
    if (isFull && held.length > 0) {
      filters.push(anyOf(held));
      held = [];
    }
    held.push(term);
  }
  return held.length === 0 ? filters : [...filters, anyOf(held)];
};

/** A path with OData options, percent-encoded. */
export const withOptions = (path: string, options: Readonly<Record<string, string | number>>): string => {
  const pairs = Object.entries(options).map(([name, value]) => `${name}=${encodeURIComponent(value)}`);
  return pairs.length === 0 ? path : `${path}?${pairs.join('&')}`;
};
