import { parseArgs } from 'node:util';
import { actions, isVerb } from '../domain/catalogue';
import { closedLists } from '../domain/idle-matches';
import { isIpAddress, isMachineId } from '../domain/machine';
import { nearestOf } from '../domain/near-word';
import type { Question } from '../domain/ruling';

/** What `policy explain` is asked: an action on a machine by somebody, as far as it is known. */
export interface ExplainQuestion extends Question {
  readonly personId: string;
  /** User groups that the person is in; null: not known. */
  readonly groups: readonly string[] | null;
  /** Null: any channel that the policy allows. */
  readonly channel: string | null;
}

export const explainUsage: readonly string[] = [
  'npm run policy -- explain --user U… --action ACTION --machine NAME',
  '  --user U…           who asks, by their Slack id',
  '  --groups S…,S…      the user groups that they are in; --groups "" when in none',
  `  --action ACTION     ${actions.map(({ verb }) => verb).join(', ')}`,
  '  --machine NAME      its DNS name, or its 40-character id',
  '  --id ID             its id, where a rule looks at it',
  '  --tags A,B          its tags; --tags "" when it has none',
  '  --value High        its value, --group its device group, --os its system, --risk its risk, as Defender spells them',
  '  --channel C…        where it is asked',
  '  --comment "WORDS"   the comment, to see whether it names a ticket',
  '  --policy FILE       the policy file; left out: POLICY_FILE, or ./policy.yml',
  'What is not given is not known, and a rule that looks at it applies.',
];

const FLAGS = [
  'user',
  'groups',
  'action',
  'machine',
  'id',
  'tags',
  'value',
  'group',
  'os',
  'risk',
  'channel',
  'comment',
  'policy',
] as const;
type Flag = (typeof FLAGS)[number];

const isFlag = (name: string): name is Flag => FLAGS.some((flag) => flag === name);

type Given = ReadonlyMap<Flag, string>;

const meant = (near: string | null, before = ''): string => (near === null ? '' : ` Did you mean ${before}${near}?`);

const options = Object.fromEntries(FLAGS.map((flag) => [flag, { type: 'string' as const }]));

/** A flag as parseArgs reads it. */
interface FlagToken {
  readonly name: string;
  readonly rawName: string;
  readonly value?: string | undefined;
  readonly inlineValue?: boolean | undefined;
}

/** What is wrong with a flag by itself; null when nothing is. */
const flagProblem = ({ name, rawName, value, inlineValue }: FlagToken, given: Given): string | null => {
  if (!isFlag(name)) return `There is no ${rawName}.${meant(nearestOf(name, FLAGS), '--')}`;
  if (value === undefined || (inlineValue !== true && value.startsWith('--')))
    return `${rawName} needs a value behind it.`;
  return given.has(name) ? `${rawName} is given twice; put commas between several values.` : null;
};

/** Every flag with its words, and what cannot be understood. */
const readFlags = (args: readonly string[]): { readonly given: Given; readonly problems: readonly string[] } => {
  const { tokens } = parseArgs({ args: [...args], options, strict: false, allowPositionals: true, tokens: true });
  const given = new Map<Flag, string>();
  const problems: string[] = [];
  // What stands behind a flag that was not understood belongs to it, and is no second problem.
  let isBehindProblem = false;
  for (const token of tokens) {
    if (token.kind === 'option') {
      const problem = flagProblem(token, given);
      isBehindProblem = problem !== null;
      if (problem !== null) problems.push(problem);
      else if (isFlag(token.name)) given.set(token.name, token.value ?? '');
    } else if (token.kind === 'positional' && !isBehindProblem) {
      problems.push(`“${token.value}” belongs to no flag; put quotes around words with spaces.`);
    }
  }
  return { given, problems };
};

const listOf = (words: string): readonly string[] =>
  words
    .split(',')
    .map((word) => word.trim())
    .filter((word) => word !== '');

const closedProblems = (flag: keyof typeof closedLists, word: string): readonly string[] => {
  const known = closedLists[flag];
  if (word === '' || known.some((one) => one.toLowerCase() === word.toLowerCase())) return [];
  const list = known.join(', ');
  return [`--${flag}: “${word}” is none of Defender’s words for this: ${list}.${meant(nearestOf(word, known))}`];
};

const shapeProblems = (given: Given): readonly string[] => {
  const wrong = (flag: Flag, pattern: RegExp, what: string) =>
    (flag === 'groups' ? listOf(given.get(flag) ?? '') : [given.get(flag)?.trim() ?? ''])
      .filter((word) => word !== '' && !pattern.test(word))
      .map((word) => `--${flag}: “${word}” is not the id of ${what}.`);
  return [
    ...wrong('user', /^[UW][A-Z0-9]+$/, 'a Slack user (U… or W…)'),
    ...wrong('groups', /^S[A-Z0-9]+$/, 'a Slack user group (S…)'),
    ...wrong('channel', /^[CGD][A-Z0-9]+$/, 'a Slack channel (C… or G…)'),
    ...(isIpAddress(given.get('machine')?.trim() ?? '')
      ? ['--machine: no rule looks at an IP address; give the DNS name or the 40-character id.']
      : []),
    ...wrong('id', /^[0-9a-f]{40}$/i, 'a machine (40 hex characters)'),
    ...(['value', 'risk'] as const).flatMap((flag) => closedProblems(flag, given.get(flag)?.trim() ?? '')),
  ];
};

const missing = (given: Given): readonly string[] => {
  const lacking = (['user', 'action', 'machine'] as const).filter((flag) => (given.get(flag) ?? '').trim() === '');
  return lacking.length === 0 ? [] : [`Missing: ${lacking.map((flag) => `--${flag}`).join(', ')}.`];
};

/** Reads the words behind `policy explain`; every problem at once. */
export const readExplainWords = (
  args: readonly string[],
): { readonly question: ExplainQuestion; readonly file: string | null } | { readonly problems: readonly string[] } => {
  const { given, problems } = readFlags(args);
  const action = (given.get('action') ?? '').trim().toLowerCase();
  const unknown =
    action === '' || isVerb(action)
      ? []
      : [
          `--action: “${action}” is not an action.${meant(
            nearestOf(
              action,
              actions.map(({ verb }) => verb),
            ),
          )}`,
        ];
  const all = [...problems, ...missing(given), ...unknown, ...shapeProblems(given)];
  if (all.length > 0 || !isVerb(action)) return { problems: all };
  const machine = (given.get('machine') ?? '').trim();
  const known = (flag: Flag): string | null => given.get(flag)?.trim() || null;
  const tags = given.get('tags');
  const groups = given.get('groups');
  return {
    file: known('policy'),
    question: {
      personId: (given.get('user') ?? '').trim(),
      groups: groups === undefined ? null : listOf(groups),
      channel: known('channel'),
      verb: action,
      comment: given.get('comment') ?? null,
      machine: {
        name: isMachineId(machine) ? null : machine,
        id: (isMachineId(machine) ? machine : known('id'))?.toLowerCase() ?? null,
        tags: tags === undefined ? null : listOf(tags),
        value: known('value'),
        group: known('group'),
        os: known('os'),
        risk: known('risk'),
      },
    },
  };
};
