import type { SimulatedAction } from '../../simulator/defender/action-record';
import { buildMachine, type MachineRecord } from '../../simulator/defender/machine-record';
import { defaultSeed, type Seed } from '../../simulator/slack/seed';
import type { Message } from '../../simulator/slack/workspace/messages';
import { startWorld, type World, type WorldOptions } from './world';

const CHANNELS = 5;
const WAIT_MS = 40_000;

/** So many ordinary machines, named srv-00, srv-01 and so on. */
export const estate = (count: number): readonly MachineRecord[] =>
  Array.from({ length: count }, (_, index) => {
    const number = String(index).padStart(2, '0');
    const name = { id: `${number}ab`.padEnd(40, '0'), computerDnsName: `srv-${number}.contoso.example` };
    return buildMachine({ ...name, osPlatform: 'WindowsServer2022' }, Date.now());
  });

/** The usual workspace with several incident channels, so that Slack's pace in one does not hold up all trials. */
export const manyChannels: Seed = {
  ...defaultSeed,
  channels: [
    ...defaultSeed.channels,
    ...Array.from({ length: CHANNELS }, (_, index) => ({
      id: `C0TRIAL${index}`,
      name: `trial-${index}`,
      members: ['U0ROSA', 'U0TOM', 'U0IDA', 'U0MAX', 'U0TWOKEY'],
    })),
  ],
};

/** A world of these machines, with many channels and a budget that many looks do not use up. */
export const roomyWorld = (
  machines: readonly MachineRecord[],
  { defender, env, ...options }: WorldOptions = {},
): Promise<World> =>
  startWorld({
    slack: { seed: manyChannels, rateLimits: 'off' },
    defender: { machines, rateLimits: [{ calls: 5_000, windowMs: 60_000 }], ...defender },
    env: { DEFENDER_RATE_LIMITS: '5000/1m', ...env },
    ...options,
  });

/** One request for one machine, and how to read what became of it. */
export interface Trial {
  readonly machineId: string;
  readonly card: Message;
  readonly approve: () => Promise<unknown>;
  /** The Machine Actions that Defender holds for the machine, oldest first. */
  readonly actions: () => readonly SimulatedAction[];
  /** Everything that was said under the card. */
  readonly thread: () => string;
  /** Resolves with the thread once it has all of these words. */
  readonly told: (...words: readonly (string | RegExp)[]) => Promise<string>;
  /** Resolves with the card once it has all of these words. */
  readonly shows: (...words: readonly string[]) => Promise<string>;
}

/** The card that asks for something on a machine, wherever it is posted. */
export const cardOf = (world: World, machine: MachineRecord, channel: string): Message | undefined => {
  const name = machine.computerDnsName;
  return world.slack
    .channel(channel)
    .messages()
    .find((message) => world.slack.plainText(message).includes(name));
};

export const trialOf = (world: World, machine: MachineRecord, card: Message): Trial => {
  const { slack, defender } = world;
  const thread = () =>
    slack
      .channel(card.channel)
      .thread(card.ts)
      .map((message) => slack.plainText(message))
      .join('\n');
  const has = (text: string, words: readonly (string | RegExp)[]) =>
    words.every((word) => (typeof word === 'string' ? text.includes(word) : word.test(text)));
  const waiting = (what: string, words: readonly (string | RegExp)[]) => ({
    timeoutMs: WAIT_MS,
    what: `${what} of ${machine.computerDnsName} with ${words.join(' and ')}`,
  });
  return {
    machineId: machine.id,
    card,
    approve: () => world.ida.click(card, 'Approve'),
    actions: () => defender.actions().filter((action) => action.machineId === machine.id),
    thread,
    told: (...words) => slack.until(() => (has(thread(), words) ? thread() : ''), waiting('the thread', words)),
    shows: (...words) => {
      const shown = () => slack.plainText(slack.current(card));
      return slack.until(() => (has(shown(), words) ? shown() : ''), waiting('the card', words));
    },
  };
};

/** Asks to restrict a machine, in a channel that the machine's place in the estate decides. */
export const ask = async (world: World, machine: MachineRecord, verb = 'restrict'): Promise<Trial> => {
  const channel = `C0TRIAL${Number(machine.id.slice(0, 2)) % CHANNELS}`;
  const asked = await world.rosa.command(channel, `/defender ${verb} ${machine.id} seen beaconing`);
  if (asked.status !== 200) throw new Error(`the command was answered with ${asked.status}`);
  const card = await world.slack.until(() => cardOf(world, machine, channel), {
    timeoutMs: WAIT_MS,
    what: `the card of ${machine.computerDnsName}`,
  });
  return trialOf(world, machine, card);
};

/** Asserts the promise: one Machine Action, done, told, and shown. */
export const expectDoneOnce = async (trial: Trial): Promise<string> => {
  await trial.shows('Succeeded');
  const thread = await trial.told('Succeeded', ...trial.actions().map((action) => action.id));
  expect(trial.actions().map((action) => action.status)).toEqual(['Succeeded']);
  return thread;
};
