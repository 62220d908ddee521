import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type DefenderSimulator, startDefenderSimulator } from '../../simulator/defender/defender-simulator';
import { type EntraSimulator, startEntraSimulator } from '../../simulator/entra/entra-simulator';
import type { Person } from '../../simulator/slack/people/person';
import {
  type SlackSimulator,
  type SlackSimulatorOptions,
  startSlackSimulator,
} from '../../simulator/slack/slack-simulator';
import type { Message } from '../../simulator/slack/workspace/messages';
import { freshDatabase } from '../store/fresh-database';
import { expectWhole } from './audit-cli';
import { type Bot, freePorts, startBot } from './bot';

export type Transport = 'http' | 'socket';

/** Where everything is stored; a PostgreSQL database of its own on the server of TEST_DATABASE_URL. */
export type Dialect = 'sqlite' | 'postgres';

export const INCIDENT = 'C0INCIDENT';

/** One approver is enough, anybody of the group; everything fast enough for a test. */
export const POLICY = `version: 1
requestors: { usergroups: [S0RESPONDERS], users: [] }
approvers: { usergroups: [S0APPROVERS], users: [] }
quorum: 1
expires_in: 30m
send_within: 15m
mention: true
`;

export interface WorldOptions {
  readonly transport?: Transport;
  readonly policy?: string;
  /** SQLite, unless TEST_WORLD_DATABASE says otherwise for every world that does not care. */
  readonly database?: Dialect;
  /** Where the test itself changes what is stored, the record need not be whole at the end. */
  readonly record?: 'tampered with';
  readonly env?: Readonly<Record<string, string>>;
  readonly slack?: SlackSimulatorOptions;
  readonly defender?: Partial<Parameters<typeof startDefenderSimulator>[0]>;
  readonly entra?: Parameters<typeof startEntraSimulator>[0];
}

/** The whole bot between a simulated Slack, Entra and Defender, over real HTTP. */
export interface World {
  readonly slack: SlackSimulator;
  readonly entra: EntraSimulator;
  readonly defender: DefenderSimulator;
  readonly rosa: Person;
  readonly tom: Person;
  readonly ida: Person;
  readonly max: Person;
  readonly folder: string;
  readonly env: Readonly<Record<string, string>>;
  readonly healthUrl: string;
  /** The process that runs now. */
  readonly bot: () => Bot;
  /** Starts the bot (again) and resolves when it is ready. */
  readonly start: (env?: Readonly<Record<string, string>>) => Promise<Bot>;
  /** Asks in the incident channel and resolves with the card. */
  readonly ask: (words: string, by?: Person) => Promise<Message>;
  /** Resolves with a message in the card's thread once one contains all of these words. */
  readonly told: (card: Message, ...words: readonly string[]) => Promise<string>;
  /** Resolves with the card's text once it contains all of these words. */
  readonly shows: (card: Message, ...words: readonly string[]) => Promise<string>;
  /** Resolves with a private answer to this person once one contains all of these words. */
  readonly whispered: (person: Person, ...words: readonly string[]) => Promise<string>;
  /** The POSTs that Defender got for actions. */
  readonly sent: () => readonly { readonly path: string; readonly body?: unknown }[];
  /** Stops everything; the record that the bot leaves must be whole. */
  readonly stop: () => Promise<void>;
}

const WAIT_MS = 15_000;

const dialectOf = ({ database }: WorldOptions): Dialect =>
  database ?? (process.env['TEST_WORLD_DATABASE'] === 'postgres' ? 'postgres' : 'sqlite');

export const startWorld = async (options: WorldOptions = {}): Promise<World> => {
  const folder = mkdtempSync(join(tmpdir(), 'twokey-'));
  const database = dialectOf(options) === 'postgres' ? await freshDatabase() : null;
  const entra = await startEntraSimulator(options.entra);
  const defender = await startDefenderSimulator({ introspect: entra.introspect, ...options.defender });
  const slack = await startSlackSimulator(options.slack);
  const [port = 0, healthPort = 0] = await freePorts(2);
  const isSocket = options.transport === 'socket';
  if (!isSocket) slack.deliverTo(`http://127.0.0.1:${port}/slack/events`);
  writeFileSync(join(folder, 'policy.yml'), options.policy ?? POLICY);
  const env = {
    SLACK_BOT_TOKEN: slack.botToken,
    ...(isSocket ? { SLACK_APP_TOKEN: slack.appToken } : { SLACK_SIGNING_SECRET: slack.signingSecret }),
    SLACK_API_URL: slack.apiUrl,
    HOST: '127.0.0.1',
    PORT: String(port),
    HEALTH_PORT: String(healthPort),
    AZURE_TENANT_ID: entra.tenantId,
    AZURE_CLIENT_ID: entra.clientId,
    AZURE_CLIENT_SECRET: entra.clientSecret,
    AZURE_AUTHORITY_HOST: entra.url,
    DEFENDER_API_URL: defender.url,
    TRACK_INTERVAL: '100ms',
    DISPATCH_GRACE: '1s',
    DEFENDER_TIMEOUT: '2s',
    LOG_LEVEL: 'debug',
    ...(database === null ? {} : { DATABASE_URL: database.url }),
    ...options.env,
  };
  let bot: Bot | undefined;

  const contains = (text: string, words: readonly string[]) => words.every((word) => text.includes(word));
  const find = (messages: readonly Message[], words: readonly string[]): string | undefined =>
    messages.map((message) => slack.plainText(message)).find((text) => contains(text, words));
  const waiting = (what: string, words: readonly string[]) => ({
    timeoutMs: WAIT_MS,
    what: `${what} with ${JSON.stringify(words)}`,
  });

  const world: World = {
    slack,
    entra,
    defender,
    rosa: slack.as('U0ROSA'),
    tom: slack.as('U0TOM'),
    ida: slack.as('U0IDA'),
    max: slack.as('U0MAX'),
    folder,
    env,
    healthUrl: `http://127.0.0.1:${healthPort}`,
    bot: () => {
      if (bot === undefined) throw new Error('the bot has not been started');
      return bot;
    },
    start: async (more = {}) => {
      bot = startBot(folder, { ...env, ...more });
      await bot.logged('process.ready');
      return bot;
    },
    ask: async (words, by = slack.as('U0ROSA')) => {
      const before = slack.channel(INCIDENT).messages().length;
      await by.command(INCIDENT, `/defender ${words}`);
      return slack.until(() => slack.channel(INCIDENT).messages()[before], { timeoutMs: WAIT_MS, what: 'the card' });
    },
    told: (card, ...words) =>
      slack.until(
        () => find(slack.channel(card.channel).thread(card.thread_ts ?? card.ts), words),
        waiting('a note in the thread', words),
      ),
    shows: (card, ...words) => slack.until(() => find([slack.current(card)], words), waiting('the card', words)),
    whispered: (person, ...words) =>
      slack.until(() => find(slack.ephemerals({ user: person.id }), words), waiting('a private answer', words)),
    sent: () => defender.log.filter(({ method }) => method === 'POST').map(({ path, body }) => ({ path, body })),
    stop: async () => {
      await bot?.end('SIGTERM');
      if (bot !== undefined && options.record !== 'tampered with') await expectWhole(world);
      await Promise.all([slack.stop(), entra.stop(), defender.stop()]);
      await database?.drop();
      rmSync(folder, { recursive: true, force: true });
    },
  };
  return world;
};
