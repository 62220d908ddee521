import { randomBytes } from 'node:crypto';
import { type Changes, createChanges } from '../changes.js';
import type { Seed } from '../seed.js';
import type { JsonObject } from '../json.js';
import { createTimestamps } from '../timestamps.js';
import { type Channels, createChannels } from './channels.js';
import { createDirectory, type Directory } from './directory.js';
import { createMessages, type Messages } from './messages.js';
import { createResponseUrls, type ResponseUrls } from './response-urls.js';
import { createTriggers, type Triggers } from './triggers.js';
import { createViews, type Views } from './views.js';

/** Something the bot did that Slack forbids (a violation) or advises against (an advice). */
export type Finding = { readonly method: string; readonly message: string };

/** Everything the simulated Slack knows. */
export type Workspace = {
  readonly seed: Seed;
  readonly now: () => number;
  readonly nextTs: () => string;
  /** A short random identifier, as Slack gives to blocks without one. */
  readonly nextId: () => string;
  readonly changes: Changes;
  readonly directory: Directory;
  readonly channels: Channels;
  readonly messages: Messages;
  readonly views: Views;
  readonly triggers: Triggers;
  readonly responseUrls: ResponseUrls;
  readonly violations: readonly Finding[];
  readonly advice: readonly Finding[];
  /** Something happened of which Slack tells the apps that subscribed to it. */
  readonly emit: (event: JsonObject) => void;
  readonly onEvent: (listener: (event: JsonObject) => void) => void;
  readonly violated: (method: string, message: string) => void;
  readonly advised: (method: string, message: string) => void;
};

export const createWorkspace = (seed: Seed, now: () => number): Workspace => {
  const changes = createChanges();
  const nextTs = createTimestamps(now);
  const directory = createDirectory(seed, changes);
  const violations: Finding[] = [];
  const advice: Finding[] = [];
  const listeners: ((event: JsonObject) => void)[] = [];
  return {
    seed,
    now,
    nextTs,
    nextId: () => randomBytes(4).toString('base64url').slice(0, 5),
    changes,
    directory,
    channels: createChannels(seed, changes, (id) => directory.user(id) !== undefined),
    messages: createMessages(changes, nextTs, now),
    views: createViews(changes, nextTs),
    triggers: createTriggers(now),
    responseUrls: createResponseUrls(seed.teamId, now),
    violations,
    advice,
    emit: (event) => {
      for (const listener of listeners) listener(event);
    },
    onEvent: (listener) => {
      listeners.push(listener);
    },
    violated: (method, message) => {
      violations.push({ method, message });
    },
    advised: (method, message) => {
      advice.push({ method, message });
    },
  };
};
