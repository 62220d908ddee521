import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import type { Memberships } from '../domain/audience';
import { goneGroups } from '../domain/gone-groups';
import type { Policy } from '../domain/policy';
import type { PolicyWarning } from '../domain/policy-warning';
import { warningsAbout } from '../domain/policy-warnings';
import { inPlainWords, mistakesOf } from './policy-mistakes';
import { type Path, type Place, type PolicyMistake, readPlaces } from './policy-place';
import { policyShape, toPolicy } from './policy-shape';

/** A policy, and where in its file everything is. */
export interface ReadPolicy {
  readonly policy: Policy;
  readonly placeOf: (path: Path) => Place;
}

/** Every mistake of a file at once; line and column are 0 where the file as a whole is meant. */
export interface BadPolicy {
  readonly mistakes: readonly PolicyMistake[];
}

const byPlace = (a: Place, b: Place): number => a.line - b.line || a.column - b.column;

/** Reads a policy from its text. */
export const parsePolicy = (text: string): ReadPolicy | BadPolicy => {
  const read = readPlaces(text);
  if ('mistakes' in read) return read;
  const parsed = policyShape.safeParse(read.content, { error: inPlainWords });
  if (!parsed.success) {
    return { mistakes: parsed.error.issues.flatMap((issue) => mistakesOf(issue, read)).toSorted(byPlace) };
  }
  const hash = createHash('sha256').update(text).digest('hex').slice(0, 16);
  return { policy: toPolicy(parsed.data, hash), placeOf: read.placeOf };
};

/** What to do about a file that cannot be read, by how it was named. */
const CURES = {
  setting: 'set POLICY_FILE, and start from policy.example.yml',
  typed: 'check its name, or copy policy.example.yml to start from',
} as const;

/** Reads the policy file; a file that cannot be read is a mistake like any other. */
export const readPolicyFile = (path: string, named: keyof typeof CURES = 'setting'): ReadPolicy | BadPolicy => {
  try {
    return parsePolicy(readFileSync(path, 'utf8'));
  } catch (error) {
    const code = typeof error === 'object' && error !== null && 'code' in error ? String(error.code) : String(error);
    return {
      mistakes: [{ line: 0, column: 0, message: `cannot be read (${code}); ${CURES[named]}` }],
    };
  }
};

/** A warning with its place in the file. */
export interface PlacedWarning extends Place, Pick<PolicyWarning, 'weight'> {
  readonly message: string;
}

/**
 * What is valid in a policy file and yet can hardly be meant, in the order of the file.
 *
 * @param members of the user groups whose members are known; a group that is absent might have any
 * @param gone user groups that are known not to be there
 */
export const warningsOf = (
  { policy, placeOf }: ReadPolicy,
  members: Memberships,
  gone: ReadonlySet<string> = new Set(),
): readonly PlacedWarning[] =>
  [...warningsAbout(policy, members), ...goneGroups(policy, gone)]
    .map(({ path, says, weight }) => ({ ...placeOf(path), message: says, weight }))
    .toSorted(byPlace);
