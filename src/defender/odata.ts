/** An OData string literal: quoted, with every quote inside doubled. */
export const literal = (text: string): string => `'${text.replaceAll("'", "''")}'`;

/** Terms of which one must hold. */
export const anyOf = (terms: readonly string[]): string => terms.join(' or ');

/** A path with OData options, percent-encoded. */
export const withOptions = (path: string, options: Readonly<Record<string, string | number>>): string => {
  const pairs = Object.entries(options).map(([name, value]) => `${name}=${encodeURIComponent(value)}`);
  return pairs.length === 0 ? path : `${path}?${pairs.join('&')}`;
};
