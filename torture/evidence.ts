import type { SimulatedAction } from '../simulator/defender/action-record';
import type { LoggedRequest } from '../simulator/defender/request-log';
import type { Message } from '../simulator/slack/workspace/messages';
import type { AskMade } from './ledger';
import type { World } from './world';

/** One card that Slack holds, and what was said under it. */
export interface CardSeen {
  readonly channel: string;
  readonly ts: string;
  /** What it says now of where the request stands. */
  readonly state: string;
  /** Every message of its thread, as people read it, oldest first. */
  readonly thread: readonly string[];
}

/** Everything that the simulated services know of one request. */
export interface RequestSeen {
  readonly id: string;
  /** What the asker wrote into the comment. */
  readonly token: string;
  readonly cards: readonly CardSeen[];
  /** The Machine Actions that carry its mark, as what made or as what cancelled them, eldest first. */
  readonly actions: readonly SimulatedAction[];
  /** The calls that carried its mark, in order of arrival, each with its place in Defender's log. */
  readonly posts: readonly { readonly index: number; readonly call: LoggedRequest }[];
}

interface CardPlace {
  readonly channel: string;
  readonly ts: string;
  readonly notes: string[];
}

interface Known {
  readonly id: string;
  readonly token: string;
  readonly cards: CardPlace[];
}

/** What a card says of where its request stands: all before the words on what the action does, and on the machine. */
export const stateIn = (cardText: string): string => cardText.split('\nWhat it does:')[0] ?? '';

/** Whether a card says of itself that another message is the card. */
export const isCopy = (cardText: string): boolean => cardText.includes('Only a copy');

const MARK = /^\[twokey ([0-9A-Z]+)\/\d+(?: [0-9a-f]+)?\]/;

/** The request whose mark a comment begins with. */
export const markIn = (comment: unknown): string | null =>
  typeof comment === 'string' ? (MARK.exec(comment)?.[1] ?? null) : null;

const grouped = <T>(items: readonly T[], keyOf: (item: T) => string): ReadonlyMap<string, readonly T[]> => {
  const groups = new Map<string, T[]>();
  for (const item of items) {
    const group = groups.get(keyOf(item)) ?? [];
    group.push(item);
    groups.set(keyOf(item), group);
  }
  return groups;
};

const commentOf = ({ body }: LoggedRequest): unknown =>
  typeof body === 'object' && body !== null && 'Comment' in body ? body.Comment : null;

/** Reads the simulated services' logs as they grow. Nothing of it comes from the bot's store or log. */
export const createEvidence = ({ slack, defender }: Pick<World, 'slack' | 'defender'>) => {
  const requests = new Map<string, Known>();
  const byToken = new Map<string, string[]>();
  const placeOfCard = new Map<string, { readonly requestId: string; readonly place: CardPlace }>();
  const replies = new Set<string>();
  const whispers = new Map<string, number>();
  const formsTried = new Set<string>();
  let read = 0;

  const addCard = (message: Message): void => {
    const text = slack.plainText(message);
    const [, id] = /\bRequest ([0-9A-Z]{4,})\b/.exec(text) ?? [];
    const [, token] = /#(\d+\.\d+)\b/.exec(text) ?? [];
    if (id === undefined || token === undefined) return;
    const known = requests.get(id) ?? { id, token, cards: [] };
    if (!requests.has(id)) byToken.set(token, [...(byToken.get(token) ?? []), id]);
    requests.set(id, known);
    const place = { channel: message.channel, ts: message.ts, notes: [] };
    known.cards.push(place);
    placeOfCard.set(`${place.channel}/${place.ts}`, { requestId: id, place });
  };

  const addMessage = (channel: string, ts: string): void => {
    const message = slack.message(channel, ts);
    if (message === undefined) return;
    if (message.thread_ts === undefined) addCard(message);
    else placeOfCard.get(`${channel}/${message.thread_ts}`)?.place.notes.push(ts);
  };

  /** Takes in what has been logged since the last time. */
  const refresh = (): void => {
    for (; read < slack.calls.length; read += 1) {
      const call = slack.calls[read];
      if (call === undefined) continue;
      const { method, args, result } = call;
      if (method === 'chat.postMessage' && result['ok'] === true)
        addMessage(String(result['channel']), String(result['ts']));
      if (method === 'response_url') replies.add(String(args['path']));
      if (method === 'chat.postEphemeral' && result['ok'] === true) whispers.set(String(args['user']), call.at);
      if (method === 'views.open') formsTried.add(String(args['trigger_id']));
    }
  };

  const textAt = (channel: string, ts: string): string => {
    const message = slack.message(channel, ts);
    return message === undefined || message.deleted ? '' : slack.plainText(message);
  };

  return {
    refresh,
    /** The ids of the requests whose card carries this token. */
    requestsOf: (token: string): readonly string[] => byToken.get(token) ?? [],
    requestOfCard: (channel: string, ts: string): string | undefined => placeOfCard.get(`${channel}/${ts}`)?.requestId,
    /** The newest card of a request, as it is now. */
    newestCard: (requestId: string): Message | undefined => {
      const cards = requests.get(requestId)?.cards ?? [];
      // Whoever meets one that says that it is a copy goes to the other one.
      const place = cards.findLast(({ channel, ts }) => !isCopy(textAt(channel, ts))) ?? cards.at(-1);
      return place === undefined ? undefined : slack.message(place.channel, place.ts);
    },
    cardCount: (requestId: string): number => requests.get(requestId)?.cards.length ?? 0,
    /** Whether somebody was answered: at the address that came with what they did or, where that failed, in the channel. */
    hasReplied: ({ replyPath, by, at }: Pick<AskMade, 'replyPath' | 'by' | 'at'>): boolean =>
      replies.has(replyPath) || (whispers.get(by) ?? 0) > at,
    hasTriedForm: (triggerId: string): boolean => formsTried.has(triggerId),
    /** All requests that have a card, with everything that is known of them. */
    all: (): readonly RequestSeen[] => {
      refresh();
      const actions = grouped(defender.actions(), (action) => markIn(action.requestorComment) ?? '');
      const cancelled = grouped(defender.actions(), (action) => markIn(action.cancellationComment) ?? '');
      const calls = defender.log.map((call, index) => ({ call, index })).filter(({ call }) => call.method === 'POST');
      const posts = grouped(calls, ({ call }) => markIn(commentOf(call)) ?? '');
      return [...requests.values()].map(({ id, token, cards }) => ({
        id,
        token,
        cards: cards.map(({ channel, ts, notes }) => ({
          channel,
          ts,
          state: stateIn(textAt(channel, ts)),
          thread: notes.map((note) => textAt(channel, note)),
        })),
        actions: [...(actions.get(id) ?? []), ...(cancelled.get(id) ?? [])].sort((a, b) => a.createdAt - b.createdAt),
        posts: posts.get(id) ?? [],
      }));
    },
    /** Machine Actions of the app, and calls for them, that carry the mark of no request with a card. */
    strays: (): readonly string[] => {
      const ofApp = defender.actions().filter(({ requestSource }) => requestSource === 'PublicApi');
      const marks = [
        ...ofApp.map((action) => ({ what: `Machine Action ${action.id}`, mark: markIn(action.requestorComment) })),
        ...defender.log

          .filter(({ method, path }) => method === 'POST' && !path.endsWith('/cancel'))
          .map((call) => ({ what: `${call.method} ${call.path}`, mark: markIn(commentOf(call)) })),
      ];
      return marks.filter(({ mark }) => mark === null || !requests.has(mark)).map(({ what }) => what);
    },
  };
};

export type Evidence = ReturnType<typeof createEvidence>;
