import type { Directory } from '../flow/ports';
import { systemClock } from '../host/clock';
import { readEnvironment } from '../host/environment';
import { createLog, scrub } from '../host/log';
import { readPolicyFile } from '../host/policy-file';
import { check } from '../policy/check';
import { explainPolicy } from '../policy/explain';
import { explainUsage, readExplainWords } from '../policy/explain-words';
import { type OfflineSettings, readOfflineSettings } from '../policy/offline-settings';
import { createLookUp } from '../slack/look-up';
import { EXIT_CONFIG, EXIT_USAGE, giveUp } from './give-up';

/** What was asked about would be refused. */
const WOULD_BE_REFUSED = 2;

/** Something that a policy file can be asked without a running Twokey. */
interface OfflineVerb {
  /** As it is typed, and what it does. */
  readonly usage: readonly [string, string];
  /** Resolves with the exit code. */
  readonly run: (args: readonly string[], surroundings: Surroundings) => Promise<number>;
}

interface Surroundings {
  readonly settings: OfflineSettings;
  /** Null where there is no token to ask Slack with. */
  readonly directory: Directory | null;
  readonly print: (line: string) => void;
}

/** The file that was typed, else the one that Twokey would take. */
const readNamed = (typed: string | null, { policyFile }: OfflineSettings) =>
  typed === null
    ? { path: policyFile, read: readPolicyFile(policyFile) }
    : { path: typed, read: readPolicyFile(typed, 'typed') };

const verbs: Readonly<Record<string, OfflineVerb>> = {
  check: {
    usage: ['check [FILE]', 'the mistakes of a policy file, and what can hardly be meant; FILE: POLICY_FILE'],
    run: async ([file], { settings, directory, print }) => {
      const { path, read } = readNamed(file ?? null, settings);
      return (await check({ file: path, read, directory, print })) ? 0 : 1;
    },
  },
  explain: {
    usage: [
      'explain --user U… --action ACTION --machine NAME …',
      'what asking would take, and why; explain --help lists what else it takes',
    ],
    run: async (args, { settings, print }) => {
      if (args.includes('--help')) {
        for (const line of explainUsage) print(line);
        return 0;
      }
      const asked = readExplainWords(args);
      if ('problems' in asked) return giveUp(EXIT_USAGE, [...asked.problems, '', ...explainUsage]);
      const { path, read } = readNamed(asked.file, settings);
      if ('mistakes' in read) {
        await check({ file: path, read, directory: null, print });
        return EXIT_CONFIG;
      }
      const { lines, isRefused } = explainPolicy(read.policy, asked.question);
      for (const line of lines) print(line);
      return isRefused ? WOULD_BE_REFUSED : 0;
    },
  },
};

const usage = (): readonly string[] => [
  'Usage:',
  ...Object.values(verbs).map(({ usage: [typed, does] }) => `  npm run policy -- ${typed}\n      ${does}`),
];

/** `node dist/main.js policy …` */
export const runPolicy = async ([word = '', ...args]: readonly string[]): Promise<void> => {
  const verb = Object.hasOwn(verbs, word) ? verbs[word] : undefined;
  if (verb === undefined) return giveUp(EXIT_USAGE, usage());
  const read = readOfflineSettings(readEnvironment());
  if ('problems' in read) {
    return giveUp(1, [
      'Mend these settings, or unset them:',
      ...read.problems.map((one) => `  ${one.setting}: ${one.problem}`),
    ]);
  }
  // Timers do not keep a process alive: without this one it would end while a read waits for its next try.
  process.exitCode = 1;
  const stayAlive = setInterval(() => {}, 1_000);
  const { settings } = read;
  const { botToken, apiUrl } = settings;
  const log = createLog('silent', [], () => {});
  const code = await verb.run(args, {
    settings,
    directory: botToken === null ? null : createLookUp({ settings: { botToken, apiUrl }, clock: systemClock, log }),
    print: (line) => process.stdout.write(`${scrub(line, botToken === null ? [] : [botToken])}\n`),
  });
  clearInterval(stayAlive);
  process.exit(code);
};
