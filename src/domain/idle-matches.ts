import { actionOf, isVerb } from './catalogue';
import { isGlobMatch } from './glob';
import { isMachineId } from './machine';
import type { MachineMatch, When } from './matching';
import { nearestOf } from './near-word';
import type { Policy } from './policy';
import type { PolicyWarning } from './policy-warning';

type Path = PolicyWarning['path'];

/** The closed lists of Defender's words, as its API reference has them. */
export const closedLists = {
  value: ['Low', 'Normal', 'High'],
  risk: ['None', 'Informational', 'Low', 'Medium', 'High'],
} as const satisfies Partial<Record<keyof MachineMatch, readonly string[]>>;

const idle = (path: Path, says: string): PolicyWarning => ({ path, says, weight: 'idle' });

const meant = (pattern: string, known: readonly string[]): string => {
  const near = nearestOf(pattern, known);
  return near === null ? '' : ` Did you mean “${near}”?`;
};

const ID_LENGTH = 40;

/** Whether some machine id, 40 hex characters, matches a pattern. */
const canBeId = (pattern: string): boolean => {
  const fixed = pattern.replaceAll('*', '');
  const fits = pattern.includes('*') ? fixed.length <= ID_LENGTH : fixed.length === ID_LENGTH;
  return fits && /^[0-9a-f?]*$/i.test(fixed);
};

const checks: Readonly<Partial<Record<keyof MachineMatch, (pattern: string) => string | null>>> = {
  names: (pattern) => (isMachineId(pattern) ? `“${pattern}” is a machine id, not a name: write it under ids.` : null),
  ids: (pattern) =>
    canBeId(pattern)
      ? null
      : `“${pattern}” can never be a machine id, which is 40 hex characters: write names under names.`,
  // The list of systems is open; but none of Defender's words for them has a space.
  os: (pattern) =>
    /\s/.test(pattern.trim())
      ? `“${pattern}” can hardly match: Defender writes systems without spaces, such as Windows11 or WindowsServer2022.`
      : null,
};

const ofClosedList = (list: keyof typeof closedLists, pattern: string): string | null => {
  const known = closedLists[list];
  return known.some((word) => isGlobMatch(pattern, word))
    ? null
    : `“${pattern}” is none of Defender’s words for this: ${known.join(', ')}.${meant(pattern, known)}`;
};

const inMachine = (machine: MachineMatch, path: Path): readonly PolicyWarning[] => {
  const lists = Object.entries(machine) as [keyof MachineMatch, readonly string[]][];
  if (lists.every(([, patterns]) => patterns.length === 0)) {
    return [idle(path, 'It names no machine, so the rule applies to every one. Leave machine out if that is meant.')];
  }
  return lists.flatMap(([list, patterns]) =>
    patterns.flatMap((pattern, index) => {
      const says =
        list === 'value' || list === 'risk' ? ofClosedList(list, pattern) : (checks[list]?.(pattern) ?? null);
      return says === null ? [] : [idle([...path, list, index], says)];
    }),
  );
};

/** What a rule asks for that no action and no machine can ever match, and where it says nothing. */
export const idleMatches = (
  { actions, machine }: When,
  { allow }: Pick<Policy, 'allow'>,
  path: Path,
): readonly PolicyWarning[] => {
  const isOff = (word: string) => isVerb(word) && actionOf(word).irreversible !== undefined && !allow.includes(word);
  const isOnOffer = actions === undefined || actions.some((word) => !isOff(word));
  const names = actions?.join(', ') ?? '';
  const none = `${names} is off: the rule applies to nothing until the policy says allow: [${names}].`;
  return [
    ...(isOnOffer ? [] : [idle([...path, 'actions'], none)]),
    ...(machine === undefined ? [] : inMachine(machine, [...path, 'machine'])),
  ];
};
