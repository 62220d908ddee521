import type { AddressInfo } from 'node:net';
import { type Courier, createCourier } from './delivery/courier.js';
import { createEventSender, deliverSubscribed, type SendEvent } from './delivery/events.js';
import { createHttpTransport } from './delivery/http-transport.js';
import type { Outcome } from './delivery/outcome.js';
import { type Signing, signatureHeaders } from './delivery/parcel.js';
import { createSocketMode, type SocketMode } from './delivery/socket-mode.js';
import { createPerson, type Person } from './people/person.js';
import { createReading, type Reading } from './reading.js';
import { defaultSeed, type Seed } from './seed.js';
import { createStaging, type Staging } from './staging.js';
import { createUntil, type Until } from './until.js';
import { createCallAnswerer } from './web-api/answer-call.js';
import { createApiServer } from './web-api/api-server.js';
import type { LoggedCall } from './web-api/call-log.js';
import { createFaults, type Faults } from './web-api/faults.js';
import { methodTable } from './web-api/method-table.js';
import { createRateLimits, type RateLimitOptions } from './web-api/rate-limits.js';
import { createWorkspace, type Finding } from './workspace/workspace.js';

export type SlackSimulatorOptions = {
  readonly seed?: Seed;
  /** Milliseconds since 1970; the wall clock when left out. Signatures always use the wall clock. */
  readonly now?: () => number;
  /** Scopes of the bot token; the least that Twokey asks for when left out. */
  readonly scopes?: readonly string[];
  readonly rateLimits?: RateLimitOptions | 'off';
  /** Event types that are delivered as they happen; those that Twokey subscribes to when left out. */
  readonly events?: readonly string[];
  /** How long Slack waits for an acknowledgement; 3000 when left out, as documented. */
  readonly ackLimitMs?: number;
};

/** A request to the bot's endpoint that need not make sense. */
export type RawRequest = {
  readonly body: string;
  readonly contentType?: string;
  /** Replace or add headers. */
  readonly headers?: Readonly<Record<string, string>>;
  readonly signing?: Signing;
};

/**
 * A local Slack workspace over real HTTP on loopback, as strict as Slack is documented to be. A test reads:
 *
 *     slack.deliverTo('http://127.0.0.1:3000/slack/events');
 *     await slack.as('U0ROSA').command('C0INCIDENT', '/defender restrict web-01 beaconing');
 *     const card = await slack.until(() => slack.channel('C0INCIDENT').messages()[0]);
 *     await slack.as('U0TOM').click(card, 'Approve');
 */
export type SlackSimulator = Reading &
  Staging & {
    /** Base of the Web API, with a trailing slash. */
    readonly apiUrl: string;
    readonly botToken: string;
    readonly appToken: string;
    readonly signingSecret: string;
    /** From now on deliver to this URL (HTTP mode); without it, Socket Mode is used. */
    readonly deliverTo: (url: string) => void;
    readonly as: (userId: string) => Person;
    readonly until: Until;
    /** Calls the listener at every change; returns the function that ends it. */
    readonly onChange: (listener: () => void) => () => void;
    readonly calls: readonly LoggedCall[];
    readonly deliveries: Courier['deliveries'];
    /** What the bot did that Slack forbids; a test may assert that it is empty. */
    readonly violations: readonly Finding[];
    /** What the bot did that Slack advises against, and the rate limits it met. */
    readonly advice: readonly Finding[];
    readonly fail: Faults['plan'];
    readonly heal: Faults['heal'];
    readonly setScopes: (scopes: readonly string[]) => void;
    readonly event: SendEvent;
    readonly redeliver: Courier['redeliver'];
    /** Posts to the bot's endpoint as given, signed unless the headers say otherwise. */
    readonly post: (request: RawRequest) => Promise<Outcome>;
    readonly openSockets: () => number;
    readonly refreshSockets: SocketMode['refresh'];
    /** Sends a frame as it is over one connection of Socket Mode. */
    readonly sendFrame: SocketMode['sendFrame'];
    readonly dropSockets: () => void;
    readonly stop: () => Promise<void>;
  };

const LEAST_SCOPES = [
  'commands',
  'chat:write',
  'users:read',
  'usergroups:read',
  'channels:read',
  'groups:read',
  'app_mentions:read',
];
const SUBSCRIBED = ['app_mention'];

/** Starts the workspace on a free port of 127.0.0.1. */
export const startSlackSimulator = async (options: SlackSimulatorOptions = {}): Promise<SlackSimulator> => {
  const workspace = createWorkspace(options.seed ?? defaultSeed, options.now ?? Date.now);
  const ackLimitMs = options.ackLimitMs ?? 3_000;
  const botToken = 'xoxb-000000000000-simulated-bot';
  const appToken = 'xapp-1-A0TWOKEY-000000000000-simulated-app';
  const signingSecret = 'simulated0signing0secret00000000';
  let scopes = options.scopes ?? LEAST_SCOPES;
  let botUrl: string | undefined;
  let baseUrl = '';

  const calls: LoggedCall[] = [];
  const faults = createFaults();
  const methods = methodTable(workspace, () => sockets.openUrl());
  const credentials = { botToken, appToken, scopes: () => scopes };
  const rateLimits = createRateLimits(workspace.now, options.rateLimits ?? {});
  const answerCall = createCallAnswerer(workspace, methods, credentials, rateLimits);
  const server = createApiServer({ workspace, faults, answerCall, log: (call) => calls.push(call) });
  const sockets = createSocketMode(server, workspace, () => baseUrl, ackLimitMs);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  baseUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;

  const http = createHttpTransport(ackLimitMs);
  const courier = createCourier(workspace, signingSecret, (letter) =>
    botUrl === undefined ? sockets.transport(letter) : http.post(botUrl, letter.headers, letter.body),
  );
  const event = createEventSender(workspace, courier);
  deliverSubscribed({
    workspace,
    courier,
    sendEvent: event,
    subscribed: options.events ?? SUBSCRIBED,
    scopes: () => scopes,
  });
  const reading = createReading(workspace);
  const until = createUntil(workspace.changes, () => `${reading.transcript()}\n${lastCalls(calls)}`);
  const urlOf = (path: string) => `${baseUrl}${path}`;
  const people = new Map<string, Person>();

  const person = (userId: string): Person => {
    const user = () => {
      const found = workspace.directory.user(userId);
      if (found === undefined) throw new Error(`There is nobody called ${userId} in this workspace`);
      return found;
    };
    return createPerson({ workspace, courier, until, user, urlOf, suggested: new Map() });
  };

  return {
    ...reading,
    ...createStaging(workspace),
    apiUrl: `${baseUrl}/api/`,
    botToken,
    appToken,
    signingSecret,
    deliverTo: (url) => {
      botUrl = url;
    },
    as: (userId) => {
      const known = people.get(userId) ?? person(userId);
      people.set(userId, known);
      return known;
    },
    until,
    onChange: workspace.changes.subscribe,
    calls,
    deliveries: courier.deliveries,
    violations: workspace.violations,
    advice: workspace.advice,
    fail: faults.plan,
    heal: faults.heal,
    setScopes: (next) => {
      scopes = next;
    },
    event,
    redeliver: courier.redeliver,
    post: async ({ body, contentType = 'application/x-www-form-urlencoded', headers = {}, signing = {} }) => {
      if (botUrl === undefined) throw new Error('Raw requests need HTTP mode: call deliverTo first');
      const signature = signatureHeaders(signingSecret, body, signing);
      return http.post(botUrl, { 'content-type': contentType, ...signature, ...headers }, body);
    },
    openSockets: sockets.openCount,
    refreshSockets: sockets.refresh,
    sendFrame: sockets.sendFrame,
    dropSockets: sockets.drop,
    stop: async () => {
      sockets.stop();
      http.stop();
      const closed = new Promise<void>((resolve) => server.close(() => resolve()));
      server.closeAllConnections();
      await closed;
    },
  };
};

const lastCalls = (calls: readonly LoggedCall[]): string =>
  [
    'Last calls of the bot:',
    ...calls.slice(-8).map((call) => `  ${call.method} ${JSON.stringify(call.result).slice(0, 160)}`),
  ].join('\n');
