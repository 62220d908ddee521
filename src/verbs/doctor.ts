import type { Config } from '../config';
import { checkRedis } from '../defender/budget/redis-check';
import { examine } from '../doctor/doctor';
import { noStore } from '../doctor/no-store';
import { createLog, scrub } from '../host/log';
import { warningsOf } from '../host/policy-file';
import { buildAdapters, openStoreOf } from './adapters';
import { loadPolicy, secretsOf } from './settings';

/** `node dist/main.js doctor` */
export const runDoctor = async (config: Config): Promise<void> => {
  // Timers do not keep a process alive: without this one it would end, as if well, while a read waits for its next try.
  process.exitCode = 1;
  const stayAlive = setInterval(() => {}, 1_000);
  const log = createLog('silent', [], () => {});
  const read = loadPolicy(config.policyFile);
  const { policy } = read;
  const { redisUrl } = config;
  const { defender, slack } = buildAdapters(config, noStore, log);
  const isWell = await examine({
    policy,
    policyWarnings: (members) => warningsOf(read, members),
    isRehearsal: config.isRehearsal,
    checkStore: async () => {
      const stored = await openStoreOf(config, log);
      await stored.check().finally(stored.close);
    },
    roles: defender.roles,
    probe: () => defender.probe(policy),
    askRedis: redisUrl === null ? null : () => checkRedis(redisUrl),
    checkSlack: () => slack.check(policy),
    print: (line) => process.stdout.write(`${scrub(line, secretsOf(config))}\n`),
  });
  await defender.stop();
  clearInterval(stayAlive);
  process.exit(isWell ? 0 : 1);
};
