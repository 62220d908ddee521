import type { Directory } from '../flow/ports';
import { systemClock } from '../host/clock';
import { readEnvironment } from '../host/environment';
import { createLog, scrub } from '../host/log';
import { readPolicyFile } from '../host/policy-file';
import { check } from '../policy/check';
import { type OfflineSettings, readOfflineSettings } from '../policy/offline-settings';
import { createLookUp } from '../slack/look-up';
import { EXIT_USAGE, giveUp } from './give-up';

/** Something that a policy file can be asked without a running Twokey. */
interface OfflineVerb {
  /** As it is typed, and what it does. */
  readonly usage: readonly [string, string];
  /** Resolves with whether all is well: the exit code is 0, else 1. */
  readonly run: (args: readonly string[], surroundings: Surroundings) => Promise<boolean>;
}

interface Surroundings {
  readonly settings: OfflineSettings;
  /** Null where there is no token to ask Slack with. */
  readonly directory: Directory | null;
  readonly print: (line: string) => void;
}

const verbs: Readonly<Record<string, OfflineVerb>> = {
  check: {
    usage: ['check [FILE]', 'the mistakes of a policy file, and what can hardly be meant; FILE: POLICY_FILE'],
    run: ([file], { settings, directory, print }) => {
      const path = file ?? settings.policyFile;
      return check({ file: path, read: readPolicyFile(path), directory, print });
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
  const isWell = await verb.run(args, {
    settings,
    directory: botToken === null ? null : createLookUp({ settings: { botToken, apiUrl }, clock: systemClock, log }),
    print: (line) => process.stdout.write(`${scrub(line, botToken === null ? [] : [botToken])}\n`),
  });
  clearInterval(stayAlive);
  process.exit(isWell ? 0 : 1);
};
