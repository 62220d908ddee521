import type { Directory } from '../flow/ports';
import { type BadPolicy, type ReadPolicy, warningsOf } from '../host/policy-file';
import { groupsIn, lookUpMembers } from './known-members';

/** What is checked, and where the answer goes. */
export interface Checking {
  /** As it was named. */
  readonly file: string;
  readonly read: ReadPolicy | BadPolicy;
  /** Null where there is no token to ask Slack with. */
  readonly directory: Pick<Directory, 'memberships'> | null;
  readonly print: (line: string) => void;
}

const counted = (count: number, what: string): string => `${count} ${what}${count === 1 ? '' : 's'}`;

const NOT_LOOKED_UP =
  'Who is in the user groups was not looked up: set SLACK_BOT_TOKEN, here or in .env, to find groups with too few members.';

/**
 * `policy check FILE`: every mistake of a policy file with its line and column; for a valid one its hash, and what can
 * hardly be meant.
 *
 * @returns whether the file is valid
 */
export const check = async ({ file, read, directory, print }: Checking): Promise<boolean> => {
  if ('mistakes' in read) {
    for (const { line, column, message } of read.mistakes) {
      print(line === 0 ? `${file}: ${message}` : `${file}:${line}:${column}: ${message}`);
    }
    return false;
  }
  const { policy } = read;
  const hasGroups = groupsIn(policy).length > 0;
  const { members, gone, unknown } =
    directory === null
      ? { members: new Map(), gone: new Set<string>(), unknown: [] }
      : await lookUpMembers(policy, directory);
  const warnings = warningsOf(read, members, gone);
  print(`${file}: valid, ${counted(policy.rules.length, 'rule')}, hash ${policy.hash}`);
  for (const { line, column, message } of warnings) print(`${file}:${line}:${column}: warning: ${message}`);
  for (const { group, says } of unknown) print(`Who is in ${group} could not be looked up: ${says}`);
  if (hasGroups && directory === null) print(NOT_LOOKED_UP);
  return true;
};
