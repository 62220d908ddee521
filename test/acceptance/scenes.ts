import { randomBytes } from 'node:crypto';
import type { MachineFacts } from '../../simulator/defender/machine-record';
import type { Person } from '../../simulator/slack/people/person';
import { defaultSeed, type Seed } from '../../simulator/slack/seed';
import type { Message } from '../../simulator/slack/workspace/messages';
import { startWorld, type Transport, type World, type WorldOptions } from './world';

const ROOMS = Array.from({ length: 40 }, (_, number) => `C0ROOM${number}`);
const everyone = [...defaultSeed.users.map(({ id }) => id)];

/** The usual workspace with many incident channels, so that no test waits for the pace of another one's channel. */
export const roomySeed: Seed = {
  ...defaultSeed,
  channels: [
    ...defaultSeed.channels,
    ...ROOMS.map((id) => ({ id, name: id.toLowerCase().replace('c0', ''), members: everyone })),
  ],
};

// Following an open action ten times a second needs more than Defender's hundred calls a minute.
const MANY = { calls: 10_000, windowMs: 60_000 } as const;

/** A world with room for many tests, each in a channel of its own, and with no rate limit that they would meet together. */
export const startRoomyWorld = (
  transport: Transport,
  { env, defender, slack, ...more }: WorldOptions = {},
): Promise<World> =>
  startWorld({
    transport,
    slack: { seed: roomySeed, rateLimits: 'off', ...slack },
    env: { DEFENDER_RATE_LIMITS: '10000/1m', ...env },
    defender: { rateLimits: [MANY], ...defender },
    ...more,
  });

/** A channel and a machine of a test's own. */
export interface Scene {
  readonly channel: string;
  readonly machineId: string;
  /** Short name of the machine. */
  readonly machine: string;
  /** Asks for a verb on the machine; resolves with the card. `words` follow the machine's name. */
  readonly ask: (verb: string, words?: string, by?: Person) => Promise<Message>;
  /** Types a command in this channel. */
  readonly type: (words: string, by?: Person) => Promise<void>;
  /** Resolves with the next card in this channel. */
  readonly nextCard: () => Promise<Message>;
  /** Resolves with what is whispered here to this person once it contains all of these words. */
  readonly whispered: (person: Person, ...words: readonly string[]) => Promise<string>;
  /** The POSTs that Defender got for this machine. */
  readonly sent: World['sent'];
}

/** Resolves with the one private answer in a channel that contains all of these words. */
const hears = (world: World, person: Person, channel: string, words: readonly string[]): Promise<string> =>
  world.slack.until(
    () =>
      world.slack
        .ephemerals({ user: person.id, channel })
        .map((message) => world.slack.plainText(message))
        .find((text) => words.every((word) => text.includes(word))),
    { timeoutMs: 15_000, what: `a private answer with ${JSON.stringify(words)}` },
  );

/** Gives every test a scene of its own in a world with `roomySeed`. */
export const createScenes = (world: World): ((facts?: Partial<MachineFacts>) => Scene) => {
  const rooms = [...ROOMS];
  return (facts = {}) => {
    const channel = rooms.shift();
    if (channel === undefined) throw new Error('all rooms are taken');
    const machineId = randomBytes(20).toString('hex');
    const machine = `pc-${machineId.slice(0, 8)}`;
    world.defender.machines.add({ id: machineId, computerDnsName: `${machine}.contoso.example`, ...facts });
    const seen = new Set<string>();
    const nextCard = () =>
      world.slack.until(
        () => {
          const card = world.slack
            .channel(channel)
            .messages()
            .find(({ ts }) => !seen.has(ts));
          if (card !== undefined) seen.add(card.ts);
          return card;
        },
        { timeoutMs: 15_000, what: 'the card' },
      );
    const type: Scene['type'] = async (words, by = world.rosa) => {
      await by.command(channel, `/defender ${words}`);
    };
    return {
      channel,
      machineId,
      machine,
      type,
      nextCard,
      ask: async (verb, words = 'seen beaconing', by = world.rosa) => {
        await type(`${verb} ${machine} ${words}`, by);
        return nextCard();
      },
      whispered: (person, ...words) => hears(world, person, channel, words),
      sent: () => world.sent().filter(({ path }) => path.includes(machineId)),
    };
  };
};

/** The names of the buttons that a message has now. */
export const buttonsOf = (world: World, message: Message): readonly string[] =>
  world.slack
    .current(message)
    .blocks.flatMap((block) => (Array.isArray(block.elements) && block.type === 'actions' ? block.elements : []))
    .map((element) => String(element?.text?.text));
