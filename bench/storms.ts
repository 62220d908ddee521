import type { SlackSimulator } from '../simulator/slack/slack-simulator';
import type { Message } from '../simulator/slack/workspace/messages';
import type { Crowd } from './crowd';
import { type Figures, figuresOf } from './figures';
import { rest } from './rest';

export interface Storms {
  readonly clicks: Figures;
  readonly commands: Figures;
  /** As many commands again, while the app works on what the first ones asked for. */
  readonly more: Figures;
}

/** What the storms need to know of the app. */
export interface Habits {
  /** The words that make it post a card. */
  readonly asking: (machineName: string) => string;
  /** Resolves when the app has done all that the clicks asked for; may reject when that takes too long. */
  readonly isOver: () => Promise<unknown>;
}

const LIMIT_MS = 30_000;

/** Has the crowd's cards posted, then clicks on all of them at once, then types as many commands at once, twice. */
export const runStorms = async (slack: SlackSimulator, crowd: Crowd, { asking, isOver }: Habits): Promise<Storms> => {
  const { channels, clickers, askers, machineNames } = crowd;
  const room = (index: number) => channels[index % channels.length] ?? '';
  const machine = (index: number) => machineNames[index] ?? '';
  await Promise.all(
    askers.map((asker, index) => slack.as(asker).command(room(index), `/defender ${asking(machine(index))}`)),
  );
  const cardsThere = (): readonly Message[] =>
    channels.flatMap((channel) => slack.channel(channel).messages().slice(0, 1));
  const cards = await slack.until(() => (cardsThere().length === channels.length ? cardsThere() : undefined), {
    timeoutMs: LIMIT_MS,
    what: 'a card in every channel',
  });

  const click = (clicker: string, index: number) => {
    const card = cards[index % cards.length];
    if (card === undefined) throw new Error('there is no card to click on');
    return slack.as(clicker).click(card, 'Approve');
  };
  const clicks = figuresOf(await Promise.all(clickers.map(click)));

  // The commands shall not meet the rest of that work. Whether it was done is told in the table; they come either way.
  await isOver().catch(() => undefined);
  await rest();
  const typed = (verb: string) =>
    Promise.all(
      clickers.map((clicker, index) =>
        slack.as(clicker).command(room(index), `/defender ${verb} ${machine(askers.length + index)} odd process`),
      ),
    );
  const commands = figuresOf(await typed('restrict'));
  const more = figuresOf(await typed('scan'));
  return { clicks, commands, more };
};
