import { type Alias, type Document, isAlias, isMap, isNode, isScalar, LineCounter, parseDocument, visit } from 'yaml';

/** A place in the policy file, 1-based. */
export interface Place {
  readonly line: number;
  readonly column: number;
}

/** A path by keys and indexes: `['rules', 0, 'when']`. */
export type Path = readonly PropertyKey[];

/** What a text holds, and where. */
export interface Content {
  readonly content: unknown;
  /** The place of a value, or of the nearest thing around it that is in the file. */
  readonly placeOf: (path: Path) => Place;
  readonly placeOfKey: (path: Path) => Place;
}

/** Something in the file that must be mended. */
export interface PolicyMistake extends Place {
  readonly message: string;
}

const placesIn = (document: Document.Parsed, lines: LineCounter): Pick<Content, 'placeOf' | 'placeOfKey'> => {
  const at = (offset: number): Place => {
    const { line, col } = lines.linePos(offset);
    return { line, column: col };
  };
  const placeOf = (path: Path): Place => {
    for (let depth = path.length; depth >= 0; depth -= 1) {
      const node = document.getIn(path.slice(0, depth), true);
      if (isNode(node) && !isAlias(node) && node.range) return at(node.range[0]);
    }
    return { line: 1, column: 1 };
  };
  const placeOfKey = (path: Path): Place => {
    const around = document.getIn(path.slice(0, -1), true);
    const pairs = isMap(around) ? around.items : [];
    const key = pairs.find((pair) => isScalar(pair.key) && pair.key.value === path.at(-1))?.key;
    return isNode(key) && key.range ? at(key.range[0]) : placeOf(path);
  };
  return { placeOf, placeOfKey };
};

/** Why the aliases of a document cannot be followed: one leads nowhere, or they multiply without bounds. */
const lostAlias = (document: Document.Parsed, lines: LineCounter): PolicyMistake => {
  const aliases: Alias[] = [];
  visit(document, { Alias: (_, alias) => void aliases.push(alias) });
  const lost = aliases.find((alias) => alias.resolve(document) === undefined);
  const { line, col } = lines.linePos((lost ?? aliases[0])?.range?.[0] ?? 0);
  const message = lost === undefined ? 'aliases multiply too often' : `*${lost.source}: there is no such anchor`;
  return { line, column: col, message };
};

/** Reads YAML, with the place of everything in it. */
export const readPlaces = (text: string): Content | { readonly mistakes: readonly PolicyMistake[] } => {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, version: '1.2', uniqueKeys: true, strict: true });
  if (document.errors.length > 0) {
    return {
      mistakes: document.errors.map((error) => ({
        line: error.linePos?.[0].line ?? 0,
        column: error.linePos?.[0].col ?? 0,
        message: error.message.split('\n')[0] ?? 'is not valid YAML',
      })),
    };
  }
  try {
    return { content: document.toJS({ maxAliasCount: 20 }), ...placesIn(document, lines) };
  } catch {
    return { mistakes: [lostAlias(document, lines)] };
  }
};
