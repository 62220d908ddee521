import type { SlackSimulator } from '../slack/slack-simulator';
import type { Message } from '../slack/workspace/messages';
import type { View } from '../slack/workspace/views';
import type { Look } from './message-lines';
import { createNumbering } from './numbering';
import { colours, noColours, wantsColour } from './palette';

const NARROWEST = 50;
const WIDEST = 120;
/** Where a terminal does not say how wide it is. */
const USUAL = 80;

/** How things are shown on this terminal, or to whatever reads in its place. */
export const createLook = (
  slack: SlackSimulator,
  env: Readonly<Record<string, string | undefined>>,
  terminal: { readonly isTTY: boolean; readonly columns: number },
  nameOf: (userId: string) => string,
): Look & { readonly plainText: (readable: Message | View) => string } => ({
  palette: wantsColour(env, terminal) ? colours : noColours,
  width: Math.max(NARROWEST, Math.min(WIDEST, terminal.isTTY ? terminal.columns || USUAL : WIDEST)),
  plainText: slack.plainText,
  nameOf,
  numbering: createNumbering(slack.current),
});
