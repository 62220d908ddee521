import { type Config, readConfig } from './config';
import { createDefender } from './defender/gateway';
import { examine } from './doctor/doctor';
import { noStore } from './doctor/no-store';
import { Fault } from './domain/fault';
import { createFlow } from './flow/flow';
import { createLoop } from './flow/loop';
import type { Log } from './flow/ports';
import { systemClock } from './host/clock';
import { readEnvironment } from './host/environment';
import { startHealthServer } from './host/health-server';
import { digest, randomIds } from './host/ids';
import { createLog, scrub } from './host/log';
import { createMetrics } from './host/metrics';
import { readPolicyFile } from './host/policy-file';
import { createSlack } from './slack/create-slack';
import { type OpenStore, openStore } from './store/open-store';

/** Something is set wrongly: starting again will not help. */
const EXIT_CONFIG = 78;
/** Open work is finished, or left claimable, within this time of SIGTERM; less than the ten seconds promised. */
const DRAIN_MS = 8_500;
/** How often deliveries that nobody finished are looked for. */
const INBOX_EVERY_MS = 10_000;

/** Ends the process with words for whoever reads the terminal or the log of the container. */
const giveUp = (code: number, lines: readonly string[]): never => {
  process.stderr.write(`${lines.join('\n')}\n`);
  process.exit(code);
};

const configure = (): Config => {
  const read = readConfig(readEnvironment());
  if ('config' in read) return read.config;
  return giveUp(EXIT_CONFIG, [
    'Twokey cannot start. Mend these settings and start it again:',
    ...read.problems.map(({ setting, problem }) => `  ${setting}: ${problem}`),
  ]);
};

const loadPolicy = (path: string) => {
  const read = readPolicyFile(path);
  if ('policy' in read) return read.policy;
  return giveUp(EXIT_CONFIG, [
    `Twokey cannot start. Mend the policy file ${path} and start it again:`,
    ...read.mistakes.map(
      ({ line, column, message }) => `  ${line === 0 ? '' : `line ${line}, column ${column}: `}${message}`,
    ),
  ]);
};

const secretsOf = ({ slack, defender }: Config): readonly string[] =>
  [
    slack.botToken,
    slack.signingSecret,
    slack.appToken,
    defender.credential.kind === 'secret' ? defender.credential.secret : null,
  ].filter((secret) => secret !== null);

const healthTrouble = ({ slack, healthPort }: Config, error: unknown): string => {
  const code = error instanceof Error && 'code' in error ? error.code : error;
  return `Twokey cannot start. Cannot listen on ${slack.host}:${healthPort} (${code}). Set HOST and HEALTH_PORT to an address that is free.`;
};

/** The adapters, built and not started. */
const build = (config: Config, stored: typeof noStore, log: Log) => {
  const defender = createDefender({ settings: config.defender, calls: stored.calls, clock: systemClock, log });
  const slack = createSlack({
    settings: config.slack,
    deliveries: stored.deliveries,
    drafts: stored.drafts,
    machines: stored.machines,
    cards: stored.posts,
    clock: systemClock,
    log,
    newId: randomIds.unique,
    look: { isRehearsal: config.isRehearsal, portalLink: defender.portalLink },
  });
  return { defender, slack };
};

const openStoreOf = (config: Config, log: Log): Promise<OpenStore> =>
  openStore({
    path: config.database.path,
    owner: randomIds.unique(),
    now: systemClock.now,
    log,
    newId: randomIds.unique,
  });

const logOf = (config: Config): Log =>
  createLog(config.logLevel, secretsOf(config), (line) => process.stdout.write(line));

const startTwokey = async (config: Config): Promise<void> => {
  const metrics = createMetrics();
  const log = metrics.counting(logOf(config));
  const policy = loadPolicy(config.policyFile);
  process.on('unhandledRejection', (error) => {
    log.error('process.bug', { error });
    process.exit(1);
  });
  for (const audience of ['requestors', 'approvers'] as const) {
    const { usergroups, users } = policy[audience];
    if (usergroups.length + users.length === 0) log.warn('policy.nobody', { audience });
  }

  const stored = await openStoreOf(config, log);
  const { defender, slack } = build(config, stored, log);
  const flow = createFlow({
    ...stored,
    defender: defender.defender,
    directory: slack.directory,
    surface: slack.surface,
    policy: { current: () => policy },
    home: slack.home,
    clock: systemClock,
    ids: randomIds,
    digest,
    log,
    callTimeoutMs: config.defender.timeoutMs,
    settling: { graceMs: config.dispatchGraceMs, againMs: Math.min(5_000, config.dispatchGraceMs) },
    trackIntervalMs: config.trackIntervalMs,
    isRehearsal: config.isRehearsal,
    isAlone: true,
  });
  const inbox = createLoop({
    name: 'inbox',
    clock: systemClock,
    log,
    round: slack.sweep,
    nextDue: async () => systemClock.now() + INBOX_EVERY_MS,
  });
  const health = await startHealthServer({
    host: config.slack.host,
    port: config.healthPort,
    checkStore: stored.check,
    isReceiving: () => slack.health().isConnected,
    systems: async () => ({
      slack: slack.health(),
      defender: await defender.health(),
      rehearsal: config.isRehearsal,
      policy: policy.hash,
    }),
    metrics: metrics.read,
  }).catch((error: unknown) => giveUp(EXIT_CONFIG, [healthTrouble(config, error)]));
  stopOnSignal(log, async () => {
    await Promise.all([slack.stop(), inbox.stop()]);
    await Promise.all([flow.stop(), defender.stop()]);
    await stored.close();
    await health.stop();
  });

  // Not waited for: an outage of Entra must not take clicks away.
  void defender.prime();
  await slack.start(flow);
  inbox.wake();
  flow.start();
  log.info('process.ready', {
    policy: policy.hash,
    rehearsal: config.isRehearsal,
    socketMode: config.slack.appToken !== null,
  });
};

/** Stops on SIGTERM or SIGINT, once. What is not over in time was stored before it began, and is taken up at the next start. */
const stopOnSignal = (log: Log, stop: () => Promise<void>): void => {
  let isStopping = false;
  const onSignal = (signal: string) => {
    if (isStopping) return;
    isStopping = true;
    log.info('process.stopping', { signal });
    setTimeout(() => process.exit(0), DRAIN_MS).unref();
    stop()
      .catch((error: unknown) => log.error('process.stop-failed', { error }))
      .finally(() => process.exit(0));
  };
  process.on('SIGTERM', () => onSignal('SIGTERM'));
  process.on('SIGINT', () => onSignal('SIGINT'));
};

const runDoctor = async (config: Config): Promise<void> => {
  // Timers do not keep a process alive: without this one it would end, as if well, while a read waits for its next try.
  process.exitCode = 1;
  const stayAlive = setInterval(() => {}, 1_000);
  const log = createLog('silent', [], () => {});
  const policy = loadPolicy(config.policyFile);
  const { defender, slack } = build(config, noStore, log);
  const isWell = await examine({
    policy,
    isRehearsal: config.isRehearsal,
    checkStore: async () => {
      const stored = await openStoreOf(config, log);
      await stored.check().finally(stored.close);
    },
    roles: defender.roles,
    probe: defender.probe,
    checkSlack: () => slack.check(policy),
    print: (line) => process.stdout.write(`${scrub(line, secretsOf(config))}\n`),
  });
  await defender.stop();
  clearInterval(stayAlive);
  process.exit(isWell ? 0 : 1);
};

const tellFault = (error: unknown): never => {
  if (!(error instanceof Fault)) {
    return giveUp(1, [error instanceof Error ? (error.stack ?? error.message) : String(error)]);
  }
  const { system, code, says } = error.facts;
  return giveUp(system === 'Slack' ? EXIT_CONFIG : 1, [`Twokey cannot start. ${system}: ${says} (${code})`]);
};

const [verb] = process.argv.slice(2);
const config = configure();
(verb === 'doctor' ? runDoctor(config) : startTwokey(config)).catch(tellFault);
