import type { Message } from '../slack/workspace/messages';
import type { UntilOptions } from '../slack/until';
import type { Interaction } from '../slack/people/actor';
import { INCIDENT } from './cast';
import { controlCalled, controlsOf } from './controls';
import type { Stage } from './stage';

/** Tells what a person does, as it happens. */
export type Narrate = (who: string, what: string) => void;

const LIMIT: UntilOptions = { timeoutMs: 20_000 };

/**
 * Plays the main job in the incident channel: asked, refused to its requestor, approved by a second person, done once,
 * told to its end. Rejects with what did not happen.
 */
export const playMainJob = async ({ slack, defender }: Stage, narrate: Narrate): Promise<void> => {
  const [rosa, ida] = [slack.as('U0ROSA'), slack.as('U0IDA')];
  const seen = <T>(what: string, look: () => T) =>
    slack.until(look, LIMIT).catch(() => {
      throw new Error(`This did not happen within ${(LIMIT.timeoutMs ?? 0) / 1_000} s: ${what}.`);
    });

  const firstLine = (message: Message) => slack.plainText(message).split('\n')[0];

  const line = '/defender restrict web-01 beaconing to a known C2';
  narrate('Rosa Diaz', `types ${line}`);
  acknowledged('the command', await rosa.command(INCIDENT, line));
  const card = await seen('a card with an Approve button is posted', () =>
    slack.channel(INCIDENT).messages().find(isOpen),
  );
  narrate('Twokey', `posts a card, “${firstLine(card)}”, with the buttons ${controlsOf(card).join(', ')}`);

  narrate('Rosa Diaz', 'presses Approve on her own request');
  const before = slack.ephemerals({ user: rosa.id }).length;
  acknowledged("Rosa's click", await rosa.click(card, 'Approve'));
  const refusal = await seen(
    'Rosa is privately refused her own approval',
    () => slack.ephemerals({ user: rosa.id })[before],
  );
  if (defender.actions().length > 0) throw new Error('Defender was told to act although nobody else had approved.');
  narrate('Twokey', `answers her alone: “${firstLine(refusal)}”`);

  narrate('Ida Holm', 'presses Approve');
  acknowledged("Ida's click", await ida.click(card, 'Approve'));
  const action = await seen('one Machine Action is started in Defender', () => defender.actions()[0]);
  narrate('Twokey', `has Defender start one Machine Action, and follows it to its end`);
  const isTold = (words: string) =>
    slack
      .channel(INCIDENT)
      .thread(card.ts)
      .some((note) => slack.plainText(note).includes(words));
  await seen(`the thread names the Machine Action ${action.id}`, () => isTold(action.id));
  await seen('the thread says Succeeded', () => isTold('Succeeded'));
  await seen('the card says Succeeded and cannot be decided any more', () => {
    const now = slack.current(card);
    const decides = controlsOf(now).some((name) => name === 'Approve' || name === 'Deny');
    return !decides && slack.plainText(now).includes('Succeeded');
  });
  const count = defender.actions().length;
  if (count !== 1) throw new Error(`Defender has ${count} Machine Actions instead of one.`);
};

const isOpen = (message: Message): boolean => controlCalled(message, 'Approve') !== undefined;

const acknowledged = (what: string, { status }: Interaction): void => {
  if (status !== 200) throw new Error(`Twokey did not acknowledge ${what}: ${status}.`);
};
