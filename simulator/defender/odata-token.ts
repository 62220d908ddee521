/** Cuts a `$filter` into tokens. Throws a SyntaxError that names the position. */
export function tokenize(text: string): readonly ODataToken[] {
  const tokens: ODataToken[] = [];
  let at = 0;
  while (at < text.length) {
    const rest = text.slice(at);
    const rule = RULES.find(({ pattern }) => pattern.test(rest));
    const found = rule?.pattern.exec(rest)?.[0];
    if (rule === undefined || found === undefined)
      throw new SyntaxError(`Syntax error at position ${at} in '${text}'.`);
    const token = rule.token(found, at);
    if (token !== undefined) tokens.push(token);
    at += found.length;
  }
  return tokens;
}

export type ODataToken =
  | { readonly kind: 'literal'; readonly value: ODataValue; readonly at: number }
  | { readonly kind: 'word'; readonly text: string; readonly at: number }
  | { readonly kind: 'mark'; readonly text: '(' | ')' | ',' | ':' | '/'; readonly at: number };

/** Dates are kept apart from strings: comparing one with the other is an error in OData. */
export type ODataValue = string | number | boolean | null | ODataDate;

export interface ODataDate {
  readonly epochMs: number;
}

interface Rule {
  readonly pattern: RegExp;
  readonly token: (found: string, at: number) => ODataToken | undefined;
}

const literal = (value: ODataValue, at: number): ODataToken => ({ kind: 'literal', value, at });

const RULES: readonly Rule[] = [
  { pattern: /^\s+/, token: () => undefined },
  {
    pattern: /^'(?:[^']|'')*'/,
    token: (found, at) => literal(found.slice(1, -1).replaceAll("''", "'"), at),
  },
  {
    pattern: /^\d{4}-\d{2}-\d{2}(?:T\d{2}:\d{2}(?::\d{2}(?:\.\d{1,7})?)?)?(?:Z|[+-]\d{2}:\d{2})?(?![\w-])/,
    token: (found, at) => literal(dateOf(found, at), at),
  },
  { pattern: /^-?\d+(?:\.\d+)?(?![\w-])/, token: (found, at) => literal(Number(found), at) },
  {
    pattern: /^[A-Za-z_][\w.]*/,
    token: (found, at) => {
      if (found === 'null') return literal(null, at);
      if (found === 'true' || found === 'false') return literal(found === 'true', at);
      return { kind: 'word', text: found, at };
    },
  },
  {
    pattern: /^[(),:/]/,
    token: (found, at) => ({ kind: 'mark', text: found as '(' | ')' | ',' | ':' | '/', at }),
  },
];

/** `2018-08-01Z`, `2018-08-01` and `2018-08-01T10:00:00.1234567Z` are all dates to Defender; without an offset it is UTC. */
function dateOf(found: string, at: number): ODataDate {
  const [, day = '', time = '', zone = ''] =
    /^(\d{4}-\d{2}-\d{2})(?:T([\d:.]+))?(Z|[+-]\d{2}:\d{2})?$/.exec(found) ?? [];
  const [clock = '', fraction = ''] = time.split('.');
  const full = `${clock === '' ? '00:00:00' : clock.length === 5 ? `${clock}:00` : clock}`;
  const epochMs = Date.parse(`${day}T${full}${zone === '' ? 'Z' : zone}`);
  if (Number.isNaN(epochMs)) throw new SyntaxError(`'${found}' at position ${at} is not a date.`);
  return { epochMs: epochMs + (fraction === '' ? 0 : Number(`0.${fraction}`) * 1000) };
}
