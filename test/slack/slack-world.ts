import { randomUUID } from 'node:crypto';
import { createServer } from 'node:net';
import { type SlackSimulator, startSlackSimulator } from '../../simulator/slack/slack-simulator.js';
import type { Machine } from '../../src/domain/machine';
import { refuse } from '../../src/domain/refusal';
import type { Ask, CardClick, Flow } from '../../src/flow/intake';
import type { Clock, Log } from '../../src/flow/ports';
import type { MachineCache } from '../../src/flow/storage';
import { createSlack, type Slack } from '../../src/slack/create-slack';
import { keptDeliveries, keptDrafts, keptLog, wallClock } from './kept';

export const INCIDENT = 'C0INCIDENT';

/** A machine as Defender knows it. */
export const machine = (name: string, id = 'a'.repeat(40)): Machine => ({
  id,
  name,
  os: 'Windows11',
  osVersion: null,
  health: 'Active',
  onboarding: 'Onboarded',
  risk: null,
  exposure: null,
  value: null,
  tags: [],
  group: null,
  lastIp: null,
  lastSeenAt: null,
  mergedInto: null,
  isDuplicate: false,
});

/** A flow that writes down what it is asked and answers as the test says. */
export const scriptedFlow = () => {
  const asks: Ask[] = [];
  const clicks: { readonly verb: string; readonly click: CardClick; readonly words?: string }[] = [];
  /** What was put on record without a decision. */
  const refused: { readonly attempted: string; readonly personId: string }[] = [];
  const prefills: { readonly what: string; readonly click: Omit<CardClick, 'delivery'> }[] = [];
  const answers: Partial<Flow> = {};
  const flow: Flow = {
    submit: async (ask) => {
      asks.push(ask);
      return (await answers.submit?.(ask)) ?? { kind: 'opened', requestId: 'R1' };
    },
    approve: async (click) => {
      clicks.push({ verb: 'approve', click });
      return (await answers.approve?.(click)) ?? { kind: 'done' };
    },
    mayAsk: async (personId) => (await answers.mayAsk?.(personId)) ?? true,
    mayLookUp: async (personId) => (await answers.mayLookUp?.(personId)) ?? true,
    homeOpened: async (...opened) => answers.homeOpened?.(...opened),
    homeClicked: async (click) => (await answers.homeClicked?.(click)) ?? null,
    subscribe: async (ask) => (await answers.subscribe?.(ask)) ?? { kind: 'done' },
    beforeDeny: async (click) => (await answers.beforeDeny?.(click)) ?? null,
    deny: async ({ words, ...click }) => {
      clicks.push({ verb: 'deny', click, words });
      return (await answers.deny?.({ words, ...click })) ?? { kind: 'done' };
    },
    refuseDeny: async (click, refusal) => {
      refused.push({ attempted: 'denied', personId: click.personId });
      return (await answers.refuseDeny?.(click, refusal)) ?? { kind: 'refused', refusal };
    },
    refuseUnread: async (click) => {
      refused.push(click);
      return (await answers.refuseUnread?.(click)) ?? { kind: 'refused', refusal: refuse('card-changed', '') };
    },
    contained: async (personId) =>
      (await answers.contained?.(personId)) ?? {
        kind: 'refused',
        refusal: refuse('not-for-you', { usergroups: [], users: [] }),
      },
    machine: async (personId, name) =>
      (await answers.machine?.(personId, name)) ?? { kind: 'refused', refusal: refuse('machine-not-found', name, []) },
    withdraw: async (click) => {
      clicks.push({ verb: 'withdraw', click });
      return (await answers.withdraw?.(click)) ?? { kind: 'done' };
    },
    askAgain: async (click) => {
      clicks.push({ verb: 'ask-again', click });
      return (await answers.askAgain?.(click)) ?? { asked: null, outcome: { kind: 'opened', requestId: 'R2' } };
    },
    packageLinks: async (click) => {
      clicks.push({ verb: 'get-package', click });
      return (await answers.packageLinks?.(click)) ?? { kind: 'links', links: [], more: 0, missing: null };
    },
    prefill: async (click, what) => {
      prefills.push({ what, click });
      return (await answers.prefill?.(click, what)) ?? refuse('nothing-to-undo', click.requestId);
    },
    refusePrefill: async (click, what, refusal) => {
      refused.push({ attempted: what, personId: click.personId });
      return (await answers.refusePrefill?.(click, what, refusal)) ?? { kind: 'refused', refusal };
    },
    settle: async (ask) => (await answers.settle?.(ask)) ?? { kind: 'done' },
    status: async (personId) => (await answers.status?.(personId)) ?? { kind: 'list', dossiers: [], unsettled: [] },
    why: async (ask) => (await answers.why?.(ask)) ?? { kind: 'refused', refusal: refuse('not-paused') },
    history: async (personId, requestId) =>
      (await answers.history?.(personId, requestId)) ?? {
        kind: 'refused',
        refusal: refuse('unknown-request', requestId),
      },
    pause: async (ask) => (await answers.pause?.(ask)) ?? { kind: 'done', given: null, needed: 2, channels: [] },
    resume: async (ask) => (await answers.resume?.(ask)) ?? { kind: 'done', given: 1, needed: 2, channels: [] },
    sending: async () => (await answers.sending?.()) ?? { revision: 1, pause: null },
  };
  return { flow, asks, clicks, refused, prefills, answers };
};

const freePort = (): Promise<number> =>
  new Promise((resolve, reject) => {
    const server = createServer();
    server.on('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() => resolve(typeof address === 'object' && address !== null ? address.port : 0));
    });
  });

/** Waits, without sleeping, until something that the workspace does not announce has come true. */
export const eventually = async (look: () => boolean, limitMs = 4_000): Promise<void> => {
  const giveUpAt = Date.now() + limitMs;
  while (!look()) {
    if (Date.now() > giveUpAt) throw new Error(`waited ${limitMs} ms in vain for ${look}`);
    await new Promise((resolve) => setImmediate(resolve));
  }
};

/** A simulated workspace with our Slack adapter in it, not yet started. */
export const slackWorld = async (
  options: { readonly mode?: 'http' | 'socket'; readonly clock?: Clock; readonly found?: readonly Machine[] } = {},
) => {
  const sim: SlackSimulator = await startSlackSimulator({ rateLimits: 'off' });
  const kept = { ...keptDeliveries(), logged: keptLog(), drafted: keptDrafts() };
  const script = scriptedFlow();
  const port = await freePort();
  const isHttp = options.mode !== 'socket';
  if (isHttp) sim.deliverTo(`http://127.0.0.1:${port}/slack/events`);
  const machines: MachineCache = {
    replace: async () => {},
    search: async () => options.found ?? [],
    near: async () => [],
    known: async () => options.found ?? [],
  };
  const log: Log = kept.logged.log;
  const settings = {
    botToken: sim.botToken,
    signingSecret: isHttp ? sim.signingSecret : null,
    appToken: isHttp ? null : sim.appToken,
    apiUrl: sim.apiUrl,
    host: '127.0.0.1',
    port,
  };
  const make = (over: Partial<typeof settings> = {}): Slack =>
    createSlack({
      settings: { ...settings, ...over },
      deliveries: kept.deliveries,
      drafts: kept.drafted.drafts,
      machines,
      cards: {
        cardOf: async () => ({ postId: 'P1', channel: INCIDENT, thread: null, ts: '1700000000.000100', attempt: 1 }),
      },
      clock: options.clock ?? wallClock,
      log,
      newId: () => randomUUID(),
      look: {
        isRehearsal: false,
        portalLink: (id) => `https://security.microsoft.com/machines/${id}`,
        outside: () => ({ failing: [], silentUntil: null, fullWindows: [] }),
      },
    });
  const slack = make();
  return {
    sim,
    slack,
    make,
    port,
    ...script,
    rows: kept.rows,
    store: kept.state,
    drafts: kept.drafted.rows,
    logged: kept.logged,
    rosa: sim.as('U0ROSA'),
    tom: sim.as('U0TOM'),
    whispers: () => sim.ephemerals({ user: 'U0ROSA' }).map((message) => sim.plainText(message)),
    stop: async () => {
      await slack.stop();
      await sim.stop();
    },
  };
};

export type SlackWorld = Awaited<ReturnType<typeof slackWorld>>;
