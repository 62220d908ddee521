import { setTimeout as sleep } from 'node:timers/promises';
import type { BotProcess, Ending } from './bot-process';
import { type Chance, chanceOf, seedFor } from './chance';
import type { Replica } from './world';

/** How one life came to its end. */
export interface Death {
  /** `right after start`, `some instant`, or the name of the crossing that was struck. */
  readonly where: 'right after start' | 'some instant' | 'a crossing';
  readonly crossing: string | null;
  /** From the start of the process to `process.ready`; null when it died before. */
  readonly readyMs: number | null;
  readonly startedAt: number;
  readonly ending: Ending;
}

const START_WITHIN_MS = 1_000;
const LIFE_WITHIN_MS = 1_400;
const MOST_CROSSINGS = 800;
/** A process that has not got ready by then is not going to. */
const READY_LIMIT_MS = 30_000;

interface Sentence {
  readonly where: Death['where'];
  readonly ms: number;
  readonly nth: number;
}

const sentenceOf = (chance: Chance): Sentence => {
  const where = chance.pick(['right after start', 'some instant', 'some instant', 'a crossing', 'a crossing'] as const);
  const ms = chance.below(where === 'right after start' ? START_WITHIN_MS : LIFE_WITHIN_MS);
  return { where, ms, nth: 1 + chance.below(MOST_CROSSINGS) };
};

const within = (ms: number, what: Promise<unknown>): Promise<unknown> =>
  Promise.race([what, sleep(ms, undefined, { ref: false })]);

const liveUntilDeath = async (life: BotProcess, { where, ms }: Sentence): Promise<void> => {
  if (where === 'right after start') await within(ms, life.ended);
  else {
    await within(READY_LIMIT_MS, life.ready);
    await within(where === 'a crossing' ? LIFE_WITHIN_MS : ms, life.ended);
  }
};

/** Starts a bot and kills it with SIGKILL, again and again; when and where is the seed's choice. */
export const createExecutioner = (replica: Replica, seed: number) => {
  const chance = chanceOf(seedFor(seed, 'executioner'));
  return {
    /** One life and its end. */
    killOnce: async (): Promise<Death> => {
      const sentence = sentenceOf(chance);
      const startedAt = Date.now();
      const life = replica.start(
        sentence.where === 'a crossing' ? { strike: { signal: 'SIGKILL', nth: sentence.nth } } : {},
      );
      await liveUntilDeath(life, sentence);
      life.signal('SIGKILL');
      const [ending, readyMs] = await Promise.all([life.ended, life.ready]);
      const struck = life.crossings().find(({ isStruck }) => isStruck);
      const where = sentence.where === 'a crossing' && struck === undefined ? 'some instant' : sentence.where;
      return { where, crossing: struck?.name ?? null, readyMs, startedAt, ending };
    },
  };
};
