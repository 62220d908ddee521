import type { Changes } from '../changes.js';
import type { JsonObject } from '../json.js';

/** What a message says; replaced as a whole by an edit. */
export type Content = {
  readonly text: string;
  readonly blocks: readonly JsonObject[];
  readonly metadata?: JsonObject;
};

/** One earlier version of a message, and until when (ms since 1970) it was the one people saw. */
export type Version = Content & { readonly until: number };

/** A message as the workspace holds it. Values are snapshots: an edit makes a new one. */
export type Message = Content & {
  readonly channel: string;
  readonly ts: string;
  readonly thread_ts?: string;
  readonly user: string;
  readonly bot_id?: string;
  readonly app_id?: string;
  /** Set when only this user sees it. */
  readonly ephemeralTo?: string;
  readonly edited: boolean;
  readonly deleted: boolean;
  readonly history: readonly Version[];
  /** How it was posted: parse, link_names, unfurl_links and the like. */
  readonly options: JsonObject;
};

export type NewMessage = Omit<Message, 'ts' | 'edited' | 'deleted' | 'history'>;

export type Messages = {
  readonly post: (message: NewMessage) => Message;
  /** Replaces the content; undefined when there is no such message any more. */
  readonly edit: (message: Message, content: Content) => Message | undefined;
  readonly remove: (message: Message) => void;
  /** The newest version, deleted or not. */
  readonly find: (channel: string, ts: string) => Message | undefined;
  /** All messages that everybody sees, oldest first, deleted ones included. */
  readonly inChannel: (channel: string) => readonly Message[];
  /** All ephemeral messages, oldest first, dismissed ones included. */
  readonly ephemerals: () => readonly Message[];
};

export const createMessages = (changes: Changes, nextTs: () => string, now: () => number): Messages => {
  const messages = new Map<string, Message>();
  const key = (message: { readonly channel: string; readonly ts: string }) => `${message.channel}/${message.ts}`;
  const store = (message: Message) => {
    messages.set(key(message), message);
    changes.announce();
    return message;
  };
  const all = () => [...messages.values()];
  return {
    post: (message) => store({ ...message, ts: nextTs(), edited: false, deleted: false, history: [] }),
    edit: (message, content) => {
      const current = messages.get(key(message));
      if (current === undefined || current.deleted) return undefined;
      const { text, blocks, metadata, ...rest } = current;
      const version = { text, blocks, ...(metadata && { metadata }), until: now() };
      return store({ ...rest, ...content, edited: true, history: [...current.history, version] });
    },
    remove: (message) => {
      const current = messages.get(key(message));
      if (current !== undefined) store({ ...current, deleted: true });
    },
    find: (channel, ts) => messages.get(key({ channel, ts })),
    inChannel: (channel) => all().filter((message) => message.channel === channel && message.ephemeralTo === undefined),
    ephemerals: () => all().filter((message) => message.ephemeralTo !== undefined),
  };
};
