import { setTimeout as sleep } from 'node:timers/promises';
import type { BotProcess, Crossing } from './bot-process';
import { POLICY } from './crowd';
import { createEvidence } from './evidence';
import { createHands } from './hands';
import { createLedger } from './ledger';
import { type Scene, SCENARIO_RULES, type ScenarioName, scenarios } from './scenarios';
import type { Complaint } from './complaint';
import { judge } from './verdict';
import { startWorld, type World, type WorldOptions } from './world';

/** A place in one scenario at which the process is to die. */
export interface Point {
  readonly scenario: ScenarioName;
  readonly name: string;
  readonly ordinal: number;
}

/** What became of one trial. */
export interface Trial {
  readonly point: Point;
  /** `missed`: the scenario came to its end without passing there again. */
  readonly death: 'struck' | 'missed' | 'wrong';
}

const PATIENCE_MS = 20_000;
/** What follows the last thing that people wait for: the last notes, the last looks. */
const AFTERWARDS_MS = 2_500;
const CALM_LIMIT_MS = 90_000;

const SIZE = { people: 24, channels: 24, machines: 240 } as const;

/** A world in which scenarios are played: the first Machine Action on a machine succeeds, a twin of it would stay open. */
export const startStage = async (options: Pick<WorldOptions, 'database' | 'replicas' | 'policy'>) => {
  const world = await startWorld({ ...SIZE, policy: `${POLICY}${SCENARIO_RULES}`, ...options });
  world.defender.progress = ({ id, type, machineId }) => {
    const isFirst = world.defender.actions().find((other) => other.machineId === machineId)?.id === id;
    return type === 'Isolate' || !isFirst ? 'manual' : [{ afterMs: 120, status: 'Succeeded' }];
  };
  const evidence = createEvidence(world);
  const ledger = createLedger();
  const hands = createHands({ world, evidence, ledger });
  let number = 0;
  const scene = (): Scene => {
    number += 1;
    const at = <T>(from: readonly T[], offset = 0): T => {
      const found = from[(number + offset) % from.length];
      if (found === undefined) throw new Error('there is nobody here');
      return found;
    };
    const { askers, approvers, channels, machines } = world.crowd;
    return {
      ...{ world, hands, number },
      asker: at(askers),
      approver: at(approvers),
      other: at(approvers, 1),
      channel: at(channels),
      machineId: at(machines).id,
    };
  };
  return {
    world,
    evidence,
    ledger,
    hands,
    scene,
    play: (scenario: ScenarioName): Promise<void> => scenarios[scenario](scene()),
    /** Waits until there is nothing to complain of; what there is after the limit is what came of it. */
    calm: async (limitMs = CALM_LIMIT_MS): Promise<readonly Complaint[]> => {
      const giveUpAt = performance.now() + limitMs;
      for (;;) {
        const complaints = judge(world, evidence, ledger);
        if (complaints.length === 0 || performance.now() > giveUpAt) return complaints;
        await sleep(500);
      }
    },
  };
};

export type Stage = Awaited<ReturnType<typeof startStage>>;

const startReady = async ({ replicas: [replica] }: World): Promise<BotProcess> => {
  const life = replica?.start();
  if (life === undefined || (await life.ready) === null) {
    throw new Error(`the bot did not start: ${life?.lastLines().join('\n')}`);
  }
  return life;
};

/** Plays a scenario once without harm, and gives everything that crossed the border. */
export const discover = async (stage: Stage, scenario: ScenarioName): Promise<readonly Crossing[]> => {
  const life = stage.world.replicas[0]?.life();
  if (life === undefined || life.hasEnded()) throw new Error('there is no bot to watch');
  await life.order({ list: true });
  await stage.play(scenario);
  await sleep(AFTERWARDS_MS);
  const crossings = life.crossings();
  await life.order({});
  return crossings;
};

/** To die at one read or at the next one of its kind is the same: nothing is stored or said in between. */
const isRead = (name: string): boolean => name.startsWith('store read ');

/** The points that a list of crossings holds: of one name, the first so many meetings. */
export const pointsIn = (
  scenario: ScenarioName,
  crossings: readonly Crossing[],
  mostOrdinals: number,
): readonly Point[] =>
  crossings
    .filter(({ name, ordinal }) => ordinal <= (isRead(name) ? 1 : mostOrdinals))
    .map(({ name, ordinal }) => ({ scenario, name, ordinal }));

const tryOne = async (
  stage: Stage,
  point: Point,
  life: BotProcess,
  plays: Promise<void>[],
): Promise<Trial['death']> => {
  const { scenario, name, ordinal } = point;
  await life.order({ strike: { signal: 'SIGKILL', name, ordinal } });
  const play = stage.play(scenario);
  plays.push(play);
  // Nobody waits for what is left of it once all trials are judged.
  const played = play.then(() => sleep(AFTERWARDS_MS, undefined, { ref: false }));
  await Promise.race([life.ended, played, sleep(PATIENCE_MS, undefined, { ref: false })]);
  if (!life.hasEnded()) return 'missed';
  const { signal } = await life.ended;
  const last = life.crossings().at(-1);
  const isThere = last?.isStruck === true && last.name === name && last.ordinal === ordinal;
  return signal === 'SIGKILL' && isThere ? 'struck' : 'wrong';
};

/**
 * One trial for each point: the process dies exactly there and is started again at once, while the next trial begins. Every
 * so many trials all is left to come to its end, and judged.
 */
export const tryPoints = async (options: {
  readonly stage: Stage;
  readonly points: readonly Point[];
  /** How many trials share one verdict. */
  readonly batch: number;
  readonly tried: (trial: Trial) => void;
}): Promise<readonly Complaint[]> => {
  const { stage, points, batch, tried } = options;
  const { world } = stage;
  const running = world.replicas[0];
  if (running === undefined) throw new Error('there is no bot');
  for (let first = 0; first < points.length; first += batch) {
    const plays: Promise<void>[] = [];
    for (const point of points.slice(first, first + batch)) {
      const life = running.lives() > 0 && running.life().isReady() ? running.life() : await startReady(world);
      tried({ point, death: await tryOne(stage, point, life, plays) });
    }
    if (!running.life().isReady()) await startReady(world);
    else await running.life().order({});
    await Promise.all(plays);
    const complaints = await stage.calm();
    if (complaints.length > 0) return complaints;
  }
  return [];
};
