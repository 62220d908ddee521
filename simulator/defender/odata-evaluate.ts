import type { Comparison, FilterNode, Operand, TextTest } from './odata-filter';
import type { ODataValue } from './odata-token';

/** Turns a filter tree into a test of rows. Throws a TypeError for an undocumented field, or a literal of the wrong type. */
export function compileFilter<Row>(node: FilterNode, schema: FilterSchema<Row>): (row: Row) => boolean {
  switch (node.kind) {
    case 'and':
    case 'or': {
      const [left, right] = [compileFilter(node.left, schema), compileFilter(node.right, schema)];
      return node.kind === 'and' ? (row) => left(row) && right(row) : (row) => left(row) || right(row);
    }
    case 'not': {
      const inner = compileFilter(node.of, schema);
      return (row) => !inner(row);
    }
    case 'compare':
      return compileCompare(node.operator, node.left, node.right, schema);
    case 'in': {
      const tests = node.values.map((value) => compileCompare('eq', node.operand, { kind: 'value', value }, schema));
      return (row) => tests.some((test) => test(row));
    }
    case 'text':
      return compileText(node.test, node.operand, node.value, schema);
    case 'any':
      return compileAny(node, schema);
  }
}

/** The fields that may be filtered on, with their type, and how a row's value is read. */
export type FilterSchema<Row> = Readonly<Record<string, FilterField<Row>>>;

export interface FilterField<Row> {
  readonly type: 'string' | 'date' | 'number' | 'strings';
  readonly read: (row: Row) => unknown;
  /** Left out: case matters. */
  readonly isCaseIgnored?: () => boolean;
}

type Scalar = string | number | boolean | null;

function compileCompare<Row>(
  operator: Comparison,
  left: Operand,
  right: Operand,
  schema: FilterSchema<Row>,
): (row: Row) => boolean {
  const read = readers(left, right, schema);
  return (row) => compare(operator, ...read(row));
}

function compileText<Row>(
  test: TextTest,
  operand: Operand,
  value: Operand,
  schema: FilterSchema<Row>,
): (row: Row) => boolean {
  const read = readers(operand, value, schema);
  for (const side of [operand, value]) {
    const type = side.kind === 'field' ? field(schema, side.name).type : typeof side.value;
    if (type !== 'string') throw new TypeError(`The function '${test}' takes strings only.`);
  }
  return (row) => {
    const [text, part] = read(row);
    if (typeof text !== 'string' || typeof part !== 'string') return false;
    if (test === 'startswith') return text.startsWith(part);
    return test === 'endswith' ? text.endsWith(part) : text.includes(part);
  };
}

function compileAny<Row>(node: Extract<FilterNode, { kind: 'any' }>, schema: FilterSchema<Row>): (row: Row) => boolean {
  const list = field(schema, node.field);
  if (list.type !== 'strings') throw new TypeError(`'${node.field}' is not a collection.`);
  const item: FilterSchema<unknown> = { [node.variable]: { type: 'string', read: (value) => value } };
  const test = compileFilter(node.test, item);
  return (row) => {
    const values = list.read(row);
    return Array.isArray(values) && values.some((value) => test(value));
  };
}

function readers<Row>(left: Operand, right: Operand, schema: FilterSchema<Row>): (row: Row) => [Scalar, Scalar] {
  const fields = [left, right].flatMap((side) => (side.kind === 'field' ? [field(schema, side.name)] : []));
  const type = fields[0]?.type;
  if (type === undefined) throw new TypeError('A comparison needs a property.');
  if (type === 'strings') throw new TypeError('A collection is compared with any().');
  const isCaseIgnored = fields.some((one) => one.isCaseIgnored?.() ?? false);
  const fold = (value: Scalar): Scalar => (isCaseIgnored && typeof value === 'string' ? value.toLowerCase() : value);
  const reader = (side: Operand): ((row: Row) => Scalar) => {
    if (side.kind === 'value') {
      const value = fold(literalOf(side.value, type));
      return () => value;
    }
    const { read } = field(schema, side.name);
    return (row) => fold(stored(read(row), type));
  };
  const [first, second] = [reader(left), reader(right)];
  return (row) => [first(row), second(row)];
}

function literalOf(value: ODataValue, type: 'string' | 'date' | 'number'): Scalar {
  if (value === null) return null;
  if (typeof value === 'object') {
    if (type === 'date') return value.epochMs;
  } else if (typeof value === type) {
    return value;
  }
  throw new TypeError(`A binary operator with incompatible types was detected: the property is a ${type}.`);
}

function stored(value: unknown, type: 'string' | 'date' | 'number'): Scalar {
  if (value === null || value === undefined) return null;
  if (type === 'date') return Date.parse(String(value));
  return type === 'number' ? Number(value) : String(value);
}

/** A null on either side is unequal to everything but null, and neither greater nor less. */
function compare(operator: Comparison, left: Scalar, right: Scalar): boolean {
  if (operator === 'eq') return left === right;
  if (operator === 'ne') return left !== right;
  if (left === null || right === null) return false;
  if (operator === 'gt') return left > right;
  if (operator === 'lt') return left < right;
  return operator === 'ge' ? left >= right : left <= right;
}

function field<Row>(schema: FilterSchema<Row>, name: string): FilterField<Row> {
  const found = Object.hasOwn(schema, name) ? schema[name] : undefined;
  if (found === undefined) throw new TypeError(`Could not find a filterable property named '${name}'.`);
  return found;
}
