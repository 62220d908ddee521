import { type Config, type Problem, type RecordConfig, readConfig, readRecordConfig } from '../config';
import type { Log } from '../flow/ports';
import { readEnvironment } from '../host/environment';
import { createLog } from '../host/log';
import { type ReadPolicy, readPolicyFile, warningsOf } from '../host/policy-file';
import { EXIT_CONFIG, giveUp } from './give-up';

/** The settings of the environment; without them the process ends. */
export const configure = (): Config => {
  const read = readConfig(readEnvironment());
  if ('config' in read) return read.config;
  return tellProblems('Twokey cannot start. Mend these settings and start it again:', read.problems);
};

/** The settings of the environment that the record needs; without them the process ends. */
export const configureRecord = (): RecordConfig => {
  const read = readRecordConfig(readEnvironment());
  if ('config' in read) return read.config;
  return tellProblems('The record cannot be read. Mend these settings and try again:', read.problems);
};

const tellProblems = (says: string, problems: readonly Problem[]): never =>
  giveUp(EXIT_CONFIG, [says, ...problems.map(({ setting, problem }) => `  ${setting}: ${problem}`)]);

/** The policy of a file, with the places of everything in it; without it the process ends. */
export const loadPolicy = (path: string): ReadPolicy => {
  const read = readPolicyFile(path);
  if ('policy' in read) return read;
  return giveUp(EXIT_CONFIG, [
    `Twokey cannot start. Mend the policy file ${path} and start it again:`,
    ...read.mistakes.map(
      ({ line, column, message }) => `  ${line === 0 ? '' : `line ${line}, column ${column}: `}${message}`,
    ),
  ]);
};

/** What can hardly be meant in a policy, in the log. Who is in its user groups is not asked for. */
export const logWarnings = (read: ReadPolicy, log: Log): void => {
  for (const { line, message } of warningsOf(read, new Map())) log.warn('policy.warning', { line, message });
};

/** What must never be written anywhere. */
export const secretsOf = ({ slack, defender, auditKeys, database, redisUrl }: Config): readonly string[] =>
  [
    slack.botToken,
    slack.signingSecret,
    slack.appToken,
    defender.credential.kind === 'secret' ? defender.credential.secret : null,
    ...auditKeys,
    ...(database.kind === 'postgres' ? passwordsIn(database.url) : []),
    ...(redisUrl === null ? [] : passwordsIn(redisUrl)),
  ].filter((secret) => secret !== null);

/** The password in an address, as it stands there and as it is meant. */
const passwordsIn = (url: string): readonly string[] => {
  const { password } = new URL(url);
  return password === '' ? [] : [...new Set([password, decodeURIComponent(password)])];
};

/** The log of the process, on its standard output. */
export const logOf = (config: Config): Log =>
  createLog(config.logLevel, secretsOf(config), (line) => process.stdout.write(line));
