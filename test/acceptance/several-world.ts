import type { Message } from '../../simulator/slack/workspace/messages';
import type { World } from './world';

/** How to ask for several machines in one channel, and to read what became of it. */
export const severalIn = (world: World, channel: string) => {
  const { slack } = world;
  const WAIT = { timeoutMs: 40_000 };
  const seen = new Set<string>();

  const nextCard = (): Promise<Message> =>
    slack.until(
      () => {
        const card = slack
          .channel(channel)
          .messages()
          .find(({ ts }) => !seen.has(ts));
        if (card !== undefined) seen.add(card.ts);
        return card;
      },
      { ...WAIT, what: 'the card' },
    );

  const threadOf = (card: Message): readonly Message[] =>
    slack
      .channel(channel)
      .thread(card.ts)
      .filter(({ ts }) => ts !== card.ts);
  const texts = (card: Message): readonly string[] => threadOf(card).map((message) => slack.plainText(message));
  const isProgress = (text: string): boolean => /^[^\n]+, \d+ machines: /.test(text);

  return {
    nextCard,
    ask: async (words: string, by = world.rosa): Promise<Message> => {
      await by.command(channel, `/defender ${words}`);
      return nextCard();
    },
    whispered: (...words: readonly string[]): Promise<string> =>
      slack.until(
        () =>
          slack
            .ephemerals({ channel })
            .map((message) => slack.plainText(message))
            .find((text) => words.every((word) => text.includes(word))),
        { ...WAIT, what: `a private answer with ${words.join(' and ')}` },
      ),
    /** Everything that was said under a card. */
    texts,
    /** The messages of progress under a card: there is one. */
    progress: (card: Message): readonly string[] => texts(card).filter(isProgress),
    /** Resolves with the message of progress once it has all of these words. */
    progressed: (card: Message, ...words: readonly string[]): Promise<string> =>
      slack.until(() => texts(card).find((text) => isProgress(text) && words.every((word) => text.includes(word))), {
        ...WAIT,
        what: `progress with ${words.join(' and ')}`,
      }),
    /** Resolves with the note that sums it up. */
    summary: (card: Message): Promise<string> =>
      slack.until(() => texts(card).find((text) => text.includes('have come to their end')), {
        ...WAIT,
        what: 'the summary',
      }),
    summaries: (card: Message): readonly string[] =>
      texts(card).filter((text) => text.includes('have come to their end')),
  };
};
