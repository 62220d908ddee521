import { z } from 'zod';
import { actions } from '../domain/catalogue';
import { nearestOf } from '../domain/near-word';
import type { Content, Path, PolicyMistake } from './policy-place';
import { policyShape } from './policy-shape';

const EXPECTED: Readonly<Record<string, string>> = {
  array: 'must be a list, such as [a, b]',
  boolean: 'must be true or false',
  int: 'must be a whole number',
  number: 'must be a whole number',
  object: 'must hold settings, such as { key: value }',
  string: 'must be text; put it in quotes',
};

/** Words for what the shape of the file forbids and says nothing of its own about. */
export const inPlainWords = (issue: z.core.$ZodRawIssue): string | undefined => {
  switch (issue.code) {
    case 'invalid_type':
      return issue.input === undefined ? 'is missing' : EXPECTED[issue.expected];
    case 'too_small':
      return issue.origin === 'array' ? 'must not be empty; leave it out instead' : undefined;
    case 'too_big':
      return `must be at most ${issue.maximum}`;
    default:
      return undefined;
  }
};

const wrappers = [z.ZodOptional, z.ZodExactOptional, z.ZodDefault, z.ZodPrefault];

/** The settings that there are at a path of the file. */
const settingsAt = (path: Path): readonly string[] => {
  let shape: unknown = policyShape;
  const bare = (): unknown => {
    while (wrappers.some((wrapper) => shape instanceof wrapper)) shape = (shape as z.ZodOptional).unwrap();
    return shape;
  };
  for (const key of path) {
    const around = bare();
    shape =
      around instanceof z.ZodArray ? around.element : around instanceof z.ZodObject ? around.shape[String(key)] : null;
  }
  const found = bare();
  return found instanceof z.ZodObject ? Object.keys(found.shape) : [];
};

const valueAt = (content: unknown, path: Path): unknown =>
  path.reduce<unknown>(
    (value, key) => (typeof value === 'object' && value !== null ? Reflect.get(value, key) : undefined),
    content,
  );

const meant = (word: string, known: readonly string[]): string => {
  const near = nearestOf(word, known);
  return near === null ? '' : `; did you mean “${near}”?`;
};

const verbs = (): readonly string[] => actions.map(({ verb }) => verb);

/** What an issue says of the file, with each place. */
export const mistakesOf = (
  issue: z.core.$ZodIssue,
  { content, placeOf, placeOfKey }: Content,
): readonly PolicyMistake[] => {
  const named = (path: Path): string => path.map(String).join('.');
  if (issue.code === 'unrecognized_keys') {
    return issue.keys.map((key) => {
      const path = [...issue.path, key];
      const message = `${named(path)}: there is no such setting${meant(key, settingsAt(issue.path))}`;
      return { ...placeOfKey(path), message };
    });
  }
  const typed = String(valueAt(content, issue.path));
  const isOfVerbs = ['actions', 'allow'].includes(String(issue.path.at(-2)));
  const cure = isOfVerbs && !verbs().includes(typed) ? meant(typed, verbs()) : '';
  return [{ ...placeOf(issue.path), message: `${named(issue.path) || 'the file'}: ${issue.message}${cure}` }];
};
