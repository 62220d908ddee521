import { type ODataToken, type ODataValue, tokenize } from './odata-token';

/** Reads a `$filter` into a tree. Throws a SyntaxError; knows no field names. */
export function parseFilter(text: string): FilterNode {
  const reader = createReader(tokenize(text), text);
  const node = readOr(reader);
  reader.end();
  return node;
}

export type FilterNode =
  | { readonly kind: 'and' | 'or'; readonly left: FilterNode; readonly right: FilterNode }
  | { readonly kind: 'not'; readonly of: FilterNode }
  | { readonly kind: 'compare'; readonly operator: Comparison; readonly left: Operand; readonly right: Operand }
  | { readonly kind: 'in'; readonly operand: Operand; readonly values: readonly ODataValue[] }
  | { readonly kind: 'text'; readonly test: TextTest; readonly operand: Operand; readonly value: Operand }
  | { readonly kind: 'any'; readonly field: string; readonly variable: string; readonly test: FilterNode };

export type Operand =
  | { readonly kind: 'field'; readonly name: string }
  | { readonly kind: 'value'; readonly value: ODataValue };

export type Comparison = (typeof COMPARISONS)[number];
export type TextTest = (typeof TEXT_TESTS)[number];

const COMPARISONS = ['eq', 'ne', 'gt', 'ge', 'lt', 'le'] as const;
const TEXT_TESTS = ['startswith', 'endswith', 'contains'] as const;

interface Reader {
  readonly peek: () => ODataToken | undefined;
  readonly next: () => ODataToken;
  /** Takes the token only when it is this word or mark. */
  readonly take: (text: string) => boolean;
  readonly expect: (text: string) => void;
  readonly end: () => void;
  readonly fail: () => never;
}

function createReader(tokens: readonly ODataToken[], text: string): Reader {
  let index = 0;
  const fail = (): never => {
    const at = tokens[index]?.at ?? text.length;
    throw new SyntaxError(`Syntax error at position ${at} in '${text}'.`);
  };
  const take = (wanted: string): boolean => {
    const token = tokens[index];
    if (token === undefined || token.kind === 'literal' || token.text !== wanted) return false;
    index += 1;
    return true;
  };
  return {
    peek: () => tokens[index],
    next: () => {
      const token = tokens[index] ?? fail();
      index += 1;
      return token;
    },
    take,
    expect: (wanted) => {
      if (!take(wanted)) fail();
    },
    end: () => {
      if (index < tokens.length) fail();
    },
    fail,
  };
}

function readOr(reader: Reader): FilterNode {
  let left = readAnd(reader);
  while (reader.take('or')) left = { kind: 'or', left, right: readAnd(reader) };
  return left;
}

function readAnd(reader: Reader): FilterNode {
  let left = readNot(reader);
  while (reader.take('and')) left = { kind: 'and', left, right: readNot(reader) };
  return left;
}

function readNot(reader: Reader): FilterNode {
  if (reader.take('not')) return { kind: 'not', of: readNot(reader) };
  if (!reader.take('(')) return readTest(reader);
  const inner = readOr(reader);
  reader.expect(')');
  return inner;
}

function readTest(reader: Reader): FilterNode {
  const first = reader.peek();
  const test = TEXT_TESTS.find((name) => first?.kind === 'word' && first.text === name);
  if (test !== undefined) return readTextTest(reader, test);
  const left = readOperand(reader);
  if (left.kind === 'field' && reader.take('/')) return readAny(reader, left.name);
  if (reader.take('in')) return { kind: 'in', operand: left, values: readList(reader) };
  const operator = COMPARISONS.find((word) => reader.take(word)) ?? reader.fail();
  return { kind: 'compare', operator, left, right: readOperand(reader) };
}

function readTextTest(reader: Reader, test: TextTest): FilterNode {
  reader.next();
  reader.expect('(');
  const operand = readOperand(reader);
  reader.expect(',');
  const value = readOperand(reader);
  reader.expect(')');
  const node: FilterNode = { kind: 'text', test, operand, value };
  // OData lets a test that is already a boolean be compared with one: `contains(x,'y') eq true`.
  if (!reader.take('eq')) return node;
  const wanted = reader.next();
  if (wanted.kind !== 'literal' || typeof wanted.value !== 'boolean') return reader.fail();
  return wanted.value ? node : { kind: 'not', of: node };
}

/** `machineTags/any(tag: tag eq 'X')` */
function readAny(reader: Reader, field: string): FilterNode {
  reader.expect('any');
  reader.expect('(');
  const variable = reader.next();
  if (variable.kind !== 'word') return reader.fail();
  reader.expect(':');
  const test = readOr(reader);
  reader.expect(')');
  return { kind: 'any', field, variable: variable.text, test };
}

function readList(reader: Reader): readonly ODataValue[] {
  const values: ODataValue[] = [];
  reader.expect('(');
  do {
    const token = reader.next();
    if (token.kind !== 'literal') return reader.fail();
    values.push(token.value);
  } while (reader.take(','));
  reader.expect(')');
  return values;
}

function readOperand(reader: Reader): Operand {
  const token = reader.next();
  if (token.kind === 'literal') return { kind: 'value', value: token.value };
  if (token.kind === 'word' && !RESERVED.includes(token.text)) return { kind: 'field', name: token.text };
  return reader.fail();
}

const RESERVED: readonly string[] = [...COMPARISONS, ...TEXT_TESTS, 'and', 'or', 'not', 'in', 'any'];
