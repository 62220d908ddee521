import { type Figures, noFigures, tally } from './figures';
import { countRequests } from './count-requests';
import { discover, type Point, pointsIn, startStage, tryPoints } from './points';
import { type ScenarioName, scenarioNames } from './scenarios';
import type { WorldOptions } from './world';

/** What the named points came to. */
export interface PointFigures {
  readonly figures: Figures;
  readonly points: number;
  readonly struck: number;
  /** Points at which the scenario did not pass again in any of its trials. */
  readonly missed: readonly Point[];
}

export interface PointTorture {
  readonly database: WorldOptions['database'];
  readonly seed: number;
  /** Scenarios, each with how many meetings of one name are tried. */
  readonly ordinals: ReadonlyMap<ScenarioName, number>;
  /** How many worlds share the points. */
  readonly worlds: number;
  readonly batch: number;
  /** Which of the points are tried; all of them when left out. */
  readonly only?: (point: Point) => boolean;
  readonly tried: (point: Point) => void;
}

/** The main job with all meetings, every other way it may go with the first of each name. */
export const ALL_POINTS: ReadonlyMap<ScenarioName, number> = new Map(
  scenarioNames.map((name): [ScenarioName, number] => [name, name === 'approved' ? 3 : 1]),
);

const findPoints = async ({ database, ordinals }: PointTorture): Promise<readonly Point[]> => {
  const stage = await startStage({ database, replicas: 1 });
  try {
    const life = stage.world.replicas[0]?.start();
    if ((await life?.ready) == null) throw new Error('the bot did not start');
    const points: Point[] = [];
    for (const [scenario, most] of ordinals) points.push(...pointsIn(scenario, await discover(stage, scenario), most));
    await stage.world.stopBots();
    return points;
  } finally {
    await stage.world.stop();
  }
};

/** How often a point is tried again that a trial did not pass: what is told together, or found out otherwise, varies. */
const AGAIN = 2;

/** Finds every named point of the scenarios in a run without harm, and then has the process die at each of them. */
export const tortureAtPoints = async (torture: PointTorture): Promise<PointFigures> => {
  const all = (await findPoints(torture)).filter(torture.only ?? (() => true));
  const figures = noFigures();
  const missed: Point[] = [];
  let struck = 0;

  /** A pause holds up everything else in its world, and so has one of its own. */
  const tryThese = async (points: readonly Point[], batch: number): Promise<void> => {
    if (points.length === 0) return;
    const stage = await startStage({ database: torture.database, replicas: 1 });
    const complain = (says: string) =>
      figures.complaints.push({ kind: 'unruly', requestId: null, says, seed: torture.seed, world: 0 });
    try {
      const complaints = await tryPoints({
        stage,
        points,
        batch,
        tried: ({ point, death }) => {
          if (death === 'missed') missed.push(point);
          else {
            figures.kills += 1;
            tally(figures.killsBy, `at ${point.name}`);
            if (death === 'struck') struck += 1;
            else complain(`did not die at ${point.name} (${point.ordinal}) of ${point.scenario}`);
          }
          torture.tried(point);
        },
      });
      for (const complaint of complaints) figures.complaints.push({ ...complaint, seed: torture.seed, world: 0 });
      stage.hands.giveUp();
      await stage.world.stopBots();
      const record = await stage.world.verifyRecord();
      if (record.code !== 0) complain(`the record is not whole: ${record.output.slice(-1_000)}`);
      figures.restarts += stage.world.replicas[0]?.lives() ?? 0;
      figures.asked += stage.ledger.asks.length;
      countRequests(figures, stage.evidence.all());
    } finally {
      stage.hands.giveUp();
      await stage.world.stop();
    }
  };

  const isPausing = ({ scenario }: Point) => scenario === 'paused and resumed';
  const others = all.filter((point) => !isPausing(point));
  const share = Math.ceil(others.length / torture.worlds);
  const shares = Array.from({ length: torture.worlds }, (_, index) => others.slice(index * share, (index + 1) * share));
  await Promise.all(shares.map((points) => tryThese(points, torture.batch)));
  await tryThese(all.filter(isPausing), 1);
  for (let again = 0; again < AGAIN; again += 1) await tryThese(missed.splice(0), 1);
  return { figures, points: all.length, struck, missed };
};
