import { setTimeout as sleep } from 'node:timers/promises';
import type { Interaction } from '../simulator/slack/people/actor';
import type { Message } from '../simulator/slack/workspace/messages';
import { type Evidence, stateIn } from './evidence';
import { type Ledger, pathOf, type Wish } from './ledger';
import type { World } from './world';

const LOOK_MS = 60;
const PATIENCE_MS = 8_000;
const MORE_PATIENCE_MS = 4_000;
/** How long somebody takes to type the same again, when Slack said that it failed. */
const RETYPE_MS = 1_500;

/** What is asked for: the words before the comment, such as `restrict web-01`. */
export interface Asking {
  readonly asker: string;
  readonly channel: string;
  readonly words: string;
  readonly number: number;
  /** The ids of the machines, where there are several. */
  readonly several?: readonly string[];
}

export const isWaiting = (text: string): boolean => text.includes('Waiting for approval');
/** Of several machines the card counts them: none may be on its way any more. */
const areOver = (text: string): boolean =>
  /: \d+ (?:succeeded|failed|timed out|cancelled|not sent|not known|settled)/.test(text) &&
  !/\d+ (?:running|being sent|not sent yet|waiting for approval)/.test(text);
export const isOver = (text: string): boolean =>
  areOver(text) ||
  /Succeeded|Denied by|Withdrawn by|Not sent:|Not sent\.|Expired:|Failed|Not known|TimeOut|Cancelled/.test(text);

/**
 * How people get what they want from a bot that dies under their hands: they look, and try again. Everything that they do is
 * noted in the ledger.
 */
export const createHands = (options: {
  readonly world: World;
  readonly evidence: Evidence;
  readonly ledger: Ledger;
}) => {
  const { world, evidence, ledger } = options;
  const { slack } = world;
  const atTheirForm = new Set<string>();
  let hasGivenUp = false;

  const until = async (look: () => boolean, patienceMs: number): Promise<boolean> => {
    const giveUpAt = performance.now() + patienceMs;
    while (performance.now() < giveUpAt && !hasGivenUp) {
      evidence.refresh();
      if (look()) return true;
      await sleep(LOOK_MS);
    }
    return false;
  };

  const textOf = (requestId: string): string => {
    const card = evidence.newestCard(requestId);
    return card === undefined ? '' : slack.plainText(card);
  };
  const stateOf = (requestId: string): string => stateIn(textOf(requestId));

  const note = (card: Message, what: Wish | 'Reason', by: string, at: number, made: Interaction): void => {
    ledger.clicks.push({
      channel: card.channel,
      cardTs: card.ts,
      what,
      by,
      at,
      status: made.status,
      replyPath: pathOf(made.responseUrl),
      triggerId: made.triggerId,
    });
  };

  const click = async (card: Message, what: Wish, by: string): Promise<Interaction> => {
    const at = Date.now();
    world.turn();
    // What they saw when they moved their hand: the card may be redrawn in that very moment.
    const made = await slack.as(by).click(card, what, { as: 'given' });
    note(card, what, by, at, made);
    return made;
  };

  const type = (by: string, channel: string, words: string): Promise<Interaction> => {
    world.turn();
    return slack.as(by).command(channel, `/defender ${words}`);
  };

  /** Asks until there is a card. Null when the people have given up. */
  const ask = async ({ asker, channel, words, number, several = [] }: Asking): Promise<string | null> => {
    for (let attempt = 1; !hasGivenUp; attempt += 1) {
      const token = `${number}.${attempt}`;
      const at = Date.now();
      const { status, responseUrl } = await type(asker, channel, `${words} seen beaconing #${token}`);
      const made = { token, by: asker, at, status, several, replyPath: pathOf(responseUrl) };
      ledger.asks.push(made);
      // A command that failed before Slack's eyes may have been taken in all the same, so every attempt counts.
      const opened = () =>
        Array.from({ length: attempt }, (_, index) => evidence.requestsOf(`${number}.${index + 1}`)).flat()[0];
      const isAnswered = () => opened() !== undefined || evidence.hasReplied(made);
      await until(isAnswered, status === 200 ? PATIENCE_MS : RETYPE_MS);
      const requestId = opened();
      if (requestId !== undefined) return requestId;
      // They were told why not, and read it.
      if (evidence.hasReplied(made)) await until(() => false, RETYPE_MS);
    }
    return null;
  };

  const deny = async (card: Message, by: string, requestId: string): Promise<void> => {
    // One form at a time for one person: it lies on top of whatever else they do.
    if (!(await until(() => !atTheirForm.has(by), 30_000))) return;
    atTheirForm.add(by);
    const person = slack.as(by);
    try {
      if ((await click(card, 'Deny', by)).status !== 200) return;
      const view = await person.nextView({ timeoutMs: MORE_PATIENCE_MS }).catch(() => undefined);
      // The form of an earlier click may come late: it is closed, like any other that nobody waits for.
      if (view === undefined || !slack.plainText(view).includes(requestId)) return;
      const at = Date.now();
      world.turn();
      const sent = await person.submit(view, { Reason: 'not during business hours' }).catch(() => undefined);
      if (sent !== undefined) note(card, 'Reason', by, at, sent);
    } finally {
      for (let view = person.openView(); view !== undefined; view = person.openView()) await person.closeView(view);
      atTheirForm.delete(by);
    }
  };

  return {
    until,
    textOf,
    stateOf,
    click,
    type,
    ask,
    deny,
    /** Does something about a card that waits, again and again until it no longer does. */
    decide: async (requestId: string, once: (card: Message) => Promise<unknown>): Promise<void> => {
      while (isWaiting(stateOf(requestId)) && !hasGivenUp) {
        const card = evidence.newestCard(requestId);
        if (card === undefined) return;
        await once(card);
        await until(() => !isWaiting(stateOf(requestId)), MORE_PATIENCE_MS);
      }
    },
    /** Whatever is still open stays as it is. */
    giveUp: (): void => {
      hasGivenUp = true;
    },
    hasGivenUp: () => hasGivenUp,
  };
};

export type Hands = ReturnType<typeof createHands>;
