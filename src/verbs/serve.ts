import type { Config } from '../config';
import { createFlow } from '../flow/flow';
import { createLoop } from '../flow/loop';
import type { Log } from '../flow/ports';
import { systemClock } from '../host/clock';
import { startHealthServer } from '../host/health-server';
import { digest, randomIds } from '../host/ids';
import { createMetrics } from '../host/metrics';
import { buildAdapters, openStoreOf } from './adapters';
import { EXIT_CONFIG, giveUp } from './give-up';
import { keepPolicy } from './policy-in-force';
import { loadPolicy, logOf } from './settings';
import { tellSending } from './tell-sending';

/** Open work is finished, or left claimable, within this time of SIGTERM; less than the ten seconds promised. */
const DRAIN_MS = 8_500;
/** How often deliveries that nobody finished are looked for. */
const INBOX_EVERY_MS = 10_000;

const healthTrouble = ({ slack, healthPort }: Config, error: unknown): string => {
  const code = error instanceof Error && 'code' in error ? error.code : error;
  return `Twokey cannot start. Cannot listen on ${slack.host}:${healthPort} (${code}). Set HOST and HEALTH_PORT to an address that is free.`;
};

/** `node dist/main.js`: Twokey itself. */
export const serve = async (config: Config): Promise<void> => {
  const metrics = createMetrics();
  const log = metrics.counting(logOf(config));
  const first = loadPolicy(config.policyFile);
  process.on('unhandledRejection', (error) => {
    log.error('process.bug', { error });
    process.exit(1);
  });

  const stored = await openStoreOf(config, log);
  const policy = keepPolicy({ path: config.policyFile, first, stored, metrics, log });
  const { defender, slack } = buildAdapters(config, stored, log);
  const flow = createFlow({
    ...stored,
    defender: defender.defender,
    directory: slack.directory,
    surface: slack.surface,
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
    isAlone: true,
  });
  metrics.gauge('twokey_sending_paused', 'Whether somebody has stopped all sending to Defender', async () => {
    const { pause } = await stored.store.sending();
    return pause === null ? 0 : 1;
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
      sending: await tellSending(stored.store),
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
