import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type DefenderSimulator, startDefenderSimulator } from '../simulator/defender/defender-simulator';
import { freePorts } from '../simulator/demo/free-ports';
import { type EntraSimulator, startEntraSimulator } from '../simulator/entra/entra-simulator';
import { type SlackSimulator, startSlackSimulator } from '../simulator/slack/slack-simulator';
import { type BorderOrders, type BotProcess, type Ending, startBotProcess } from './bot-process';
import { type Crowd, createCrowd, POLICY } from './crowd';
import { freshDatabase } from './fresh-database';

/** One place at which a bot lives, dies and lives again. */
export interface Replica {
  /** The life that runs, or the last one. */
  readonly life: () => BotProcess;
  /** Starts the next life; resolves at once. */
  readonly start: (orders?: BorderOrders) => BotProcess;
  /** How many lives there were. */
  readonly lives: () => number;
}

/** Real bots between a simulated Slack, Entra and Defender, over real HTTP. Only the simulated services are believed. */
export interface World {
  readonly slack: SlackSimulator;
  readonly entra: EntraSimulator;
  readonly defender: DefenderSimulator;
  readonly crowd: Crowd;
  readonly replicas: readonly Replica[];
  /** Slack's next delivery goes to a replica that is ready, if one is; to each in turn. */
  readonly turn: () => void;
  /** SIGTERM to all; resolves with how they ended. */
  readonly stopBots: () => Promise<readonly Ending[]>;
  /** What `audit verify` says of the record that the stopped bots left. */
  readonly verifyRecord: () => Promise<{ readonly code: number | null; readonly output: string }>;
  /** Stops everything; nothing is left behind. */
  readonly stop: () => Promise<void>;
}

export interface WorldOptions {
  readonly database: 'sqlite' | 'postgres';
  readonly replicas: number;
  readonly people: number;
  readonly channels: number;
  readonly machines: number;
  readonly policy?: string | undefined;
  readonly env?: Readonly<Record<string, string>>;
}

/** Both sides count the same: whoever goes over it is told 429, and that is a failure. */
export const BUDGET = { calls: 400, windowMs: 10_000 } as const;

const portsAndPlace = async (folder: string, options: WorldOptions) => {
  const ports = await freePorts(2 * options.replicas);
  const database = options.database === 'postgres' ? await freshDatabase() : null;
  const url = database?.url ?? `sqlite:${join(folder, 'data', 'twokey.db')}`;
  return { ports, url, drop: database?.drop ?? (async () => {}) };
};

const isUp = (replica: Replica | undefined): boolean =>
  replica !== undefined && replica.lives() > 0 && replica.life().isReady();

/** Starts the simulated services; the bots are started by whoever tortures them. */
export const startWorld = async (options: WorldOptions): Promise<World> => {
  const folder = mkdtempSync(join(tmpdir(), 'twokey-torture-'));
  const crowd = createCrowd(options);
  const entra = await startEntraSimulator();
  const defender = await startDefenderSimulator({
    introspect: entra.introspect,
    machines: crowd.machines,
    rateLimits: [BUDGET],
  });
  const slack = await startSlackSimulator({ seed: crowd.seed, rateLimits: 'off' });
  writeFileSync(join(folder, 'policy.yml'), options.policy ?? POLICY);
  const { ports, url, drop } = await portsAndPlace(folder, options);
  const env = {
    SLACK_BOT_TOKEN: slack.botToken,
    SLACK_SIGNING_SECRET: slack.signingSecret,
    SLACK_API_URL: slack.apiUrl,
    HOST: '127.0.0.1',
    AZURE_TENANT_ID: entra.tenantId,
    AZURE_CLIENT_ID: entra.clientId,
    AZURE_CLIENT_SECRET: entra.clientSecret,
    AZURE_AUTHORITY_HOST: entra.url,
    DEFENDER_API_URL: defender.url,
    DEFENDER_RATE_LIMITS: `${BUDGET.calls}/${BUDGET.windowMs / 1_000}s`,
    TRACK_INTERVAL: '200ms',
    DISPATCH_GRACE: '1s',
    DEFENDER_TIMEOUT: '2s',
    LOG_LEVEL: 'debug',
    DATABASE_URL: url,
    ...options.env,
  };

  const replica = (index: number): Replica => {
    const place = { PORT: String(ports[2 * index]), HEALTH_PORT: String(ports[2 * index + 1]) };
    let lives = 0;
    let life: BotProcess | undefined;
    return {
      life: () => {
        if (life === undefined) throw new Error('this bot was never started');
        return life;
      },
      start: (orders = {}) => {
        lives += 1;
        const borderLog = join(folder, `border-${index}-${lives}.jsonl`);
        life = startBotProcess({ folder, env: { ...env, ...place }, orders, borderLog });
        return life;
      },
      lives: () => lives,
    };
  };
  const replicas = Array.from({ length: options.replicas }, (_, index) => replica(index));
  let turns = 0;

  const stopBots = () =>
    Promise.all(
      replicas.map(async (each) => {
        const life = each.life();
        if (!life.hasEnded()) life.signal('SIGTERM');
        return life.ended;
      }),
    );

  return {
    slack,
    entra,
    defender,
    crowd,
    replicas,
    turn: () => {
      turns += 1;
      const inTurn = replicas.map((_, offset) => (turns + offset) % replicas.length);
      const index = inTurn.find((each) => isUp(replicas[each])) ?? turns % replicas.length;
      slack.deliverTo(`http://127.0.0.1:${ports[2 * index]}/slack/events`);
    },
    stopBots,
    verifyRecord: async () => {
      const auditing = startBotProcess({
        folder,
        env: { DATABASE_URL: url },
        orders: {},
        borderLog: join(folder, 'border-audit.jsonl'),
        args: ['audit', 'verify'],
      });
      const { code } = await auditing.ended;
      return { code, output: auditing.lastLines().join('\n') };
    },
    stop: async () => {
      for (const each of replicas) if (each.lives() > 0 && !each.life().hasEnded()) each.life().signal('SIGKILL');
      await Promise.all(replicas.map((each) => (each.lives() > 0 ? each.life().ended : undefined)));
      await Promise.all([slack.stop(), entra.stop(), defender.stop()]);
      await drop();
      rmSync(folder, { recursive: true, force: true });
    },
  };
};
