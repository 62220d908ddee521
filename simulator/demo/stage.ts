import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type DefenderSimulator, startDefenderSimulator } from '../defender/defender-simulator';
import { type EntraSimulator, startEntraSimulator } from '../entra/entra-simulator';
import { type SlackSimulator, type SlackSimulatorOptions, startSlackSimulator } from '../slack/slack-simulator';
import type { Closing } from './closing';
import { freePorts } from './free-ports';
import { type Bot, startBot } from './start-bot';

export interface StageOptions {
  /** The text of the bot's policy file. */
  readonly policy: string;
  /** More settings of the bot, or other ones. */
  readonly env?: Readonly<Record<string, string>>;
  readonly slack?: SlackSimulatorOptions;
  readonly defender?: Partial<Parameters<typeof startDefenderSimulator>[0]>;
}

export interface Stage {
  readonly slack: SlackSimulator;
  readonly entra: EntraSimulator;
  readonly defender: DefenderSimulator;
  /** The bot's settings. */
  readonly env: Readonly<Record<string, string>>;
  /** The built bot's JavaScript file. */
  readonly mainFile: string;
  /** Where the bot's health and metrics are read. */
  readonly healthUrl: string;
  /** Starts the real bot, on an empty store in a temporary folder unless another place is named. */
  readonly startBot: (place?: BotPlace) => Bot;
  /** A temporary folder with the bot's policy file; removed with all else. */
  readonly makeFolder: () => string;
}

export interface BotPlace {
  /** Holds the policy file and, unless the settings say otherwise, the store. */
  readonly folder: string;
  /** More settings, or other ones. */
  readonly env?: Readonly<Record<string, string>>;
}

/** Where `npm run build` puts the bot, seen from where this file is compiled to. */
const BOT_FILE = join(__dirname, '..', '..', '..', 'dist', 'main.js');

/** Starts the simulated Slack, Entra and Defender. The bot is started on request. */
export const setStage = async (options: StageOptions, closing: Closing): Promise<Stage> => {
  const entra = await startEntraSimulator();
  closing.add(entra.stop);
  const defender = await startDefenderSimulator({ introspect: entra.introspect, ...options.defender });
  closing.add(defender.stop);
  const slack = await startSlackSimulator(options.slack);
  closing.add(slack.stop);
  const [port, healthPort] = await freePorts(2);
  slack.deliverTo(`http://127.0.0.1:${port}/slack/events`);
  const env = {
    SLACK_BOT_TOKEN: slack.botToken,
    SLACK_SIGNING_SECRET: slack.signingSecret,
    SLACK_API_URL: slack.apiUrl,
    HOST: '127.0.0.1',
    PORT: String(port),
    HEALTH_PORT: String(healthPort),
    AZURE_TENANT_ID: entra.tenantId,
    AZURE_CLIENT_ID: entra.clientId,
    AZURE_CLIENT_SECRET: entra.clientSecret,
    AZURE_AUTHORITY_HOST: entra.url,
    DEFENDER_API_URL: defender.url,
    DATABASE_URL: 'sqlite:./twokey.db',
    POLICY_FILE: './policy.yml',
    ...options.env,
  };

  const makeFolder = (): string => {
    const folder = mkdtempSync(join(tmpdir(), 'twokey-'));
    const remove = () => rmSync(folder, { recursive: true, force: true });
    closing.add(async () => remove(), remove);
    writeFileSync(join(folder, 'policy.yml'), options.policy);
    return folder;
  };

  return {
    slack,
    entra,
    defender,
    healthUrl: `http://127.0.0.1:${healthPort}`,
    env,
    mainFile: BOT_FILE,
    makeFolder,
    startBot: (place = { folder: makeFolder() }) => {
      const bot = startBot({
        file: BOT_FILE,
        cwd: place.folder,
        env: { ...env, ...place.env },
        readyWords: 'process.ready',
      });
      closing.add(bot.stop, bot.kill);
      return bot;
    },
  };
};
