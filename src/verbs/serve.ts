import type { Config } from '../config';
import { createFlow } from '../flow/flow';
import { createLoop } from '../flow/loop';
import type { Log } from '../flow/ports';
import { systemClock } from '../host/clock';
import { startHealthServer } from '../host/health-server';
import { digest, randomIds } from '../host/ids';
import { createMetrics } from '../host/metrics';
import { countingLog } from '../host/metrics-of-log';
import { countChange } from '../host/metrics-of-record';
import { buildAdapters, openStoreOf } from './adapters';
import { showGauges } from './gauges';
import { EXIT_CONFIG, giveUp } from './give-up';
import { keepPolicy } from './policy-in-force';
import { loadPolicy, logOf } from './settings';
import { tellSending } from './tell-sending';
import { systemStandings, tellSystems } from './tell-systems';

/** Open work is finished, or left claimable, within this time of SIGTERM; less than the ten seconds promised. */
const DRAIN_MS = 8_500;
/** How often deliveries that nobody finished are looked for, where others may have died with some; and where none can. */
const INBOX_EVERY_MS = { shared: 1_000, alone: 10_000 } as const;

const healthTrouble = ({ slack, healthPort }: Config, error: unknown): string => {
  const code = error instanceof Error && 'code' in error ? error.code : error;
  return `Twokey cannot start. Cannot listen on ${slack.host}:${healthPort} (${code}). Set HOST and HEALTH_PORT to an address that is free.`;
};

/** `node dist/main.js`: Twokey itself. */
export const serve = async (config: Config): Promise<void> => {
  const metrics = createMetrics();
  const log = countingLog(metrics, logOf(config));
  const first = loadPolicy(config.policyFile);
  process.on('unhandledRejection', (error) => {
    log.error('process.bug', { error });
    process.exit(1);
  });

  const stored = await openStoreOf(config, log, (change, tookMs) => countChange(metrics, change, tookMs));
  const policy = keepPolicy({ path: config.policyFile, first, stored, metrics, log });
  const { defender, slack } = buildAdapters(config, stored, log);
  const flow = createFlow({
    ...stored,
    defender: defender.defender,
    directory: slack.directory,
    surface: slack.surface,
    homeSurface: slack.homeSurface,
    policy,
    home: slack.home,
    clock: systemClock,
    ids: randomIds,
    digest,
    log,
    callTimeoutMs: config.defender.timeoutMs,
    settling: { graceMs: config.dispatchGraceMs, againMs: Math.min(5_000, config.dispatchGraceMs) },
    trackIntervalMs: config.trackIntervalMs,
    isRehearsal: config.isRehearsal,
    steadyMs: () => performance.now(),
  });
  const standings = () => systemStandings(slack.health(), defender.health());
  showGauges({ metrics, stored, defender: defender.health, systems: standings });
  metrics.gauge('twokey_holds_work', () => (flow.holdsWork() ? 1 : 0));
  const inbox = createLoop({
    name: 'inbox',
    clock: systemClock,
    log,
    round: slack.sweep,
    nextDue: async () => systemClock.now() + INBOX_EVERY_MS[stored.isAlone ? 'alone' : 'shared'],
  });
  const health = await startHealthServer({
    host: config.slack.host,
    port: config.healthPort,
    checkStore: stored.check,
    isReceiving: () => slack.health().isConnected,
    systems: async () => ({
      systems: tellSystems(standings()),
      slack: slack.health(),
      defender: await defender.health(),
      sending: await tellSending(stored.store),
      work: { holds: flow.holdsWork() },
      rehearsal: config.isRehearsal,
      policy: policy.health(),
    }),
    metrics: metrics.read,
  }).catch((error: unknown) => giveUp(EXIT_CONFIG, [healthTrouble(config, error)]));
  stopOnSignal(log, async () => {
    await Promise.all([slack.stop(), inbox.stop()]);
    await Promise.all([flow.stop(), policy.stop(), defender.stop()]);
    await stored.close();
    await health.stop();
  });

  // Not waited for: an outage of Entra must not take clicks away.
  void defender.prime();
  await slack.start(flow);
  inbox.wake();
  flow.start();
  log.info('process.ready', {
    policy: policy.current().hash,
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
