import { addFigures, type Figures, noFigures } from './figures';
import { tortureFrozen } from './frozen-torture';
import { type Options, readOptions, USAGE } from './options';
import { ALL_POINTS, tortureAtPoints } from './point-torture';
import { tortureAtRandom } from './random-torture';
import { progressLine, reportLines } from './report';

const EVERY_MS = 10_000;

const say = (...lines: readonly string[]) => process.stdout.write(`${lines.join('\n')}\n`);

/** Worlds one after the other in so many places at once, until all kills are done. */
const random = async (options: Options, all: Figures, killed: () => void, isOver: () => boolean) => {
  let left = options.kills;
  let number = 0;
  const place = async (): Promise<void> => {
    while (left > 0 && !isOver()) {
      const kills = Math.min(left, options.killsPerWorld);
      left -= kills;
      number += 1;
      const figures = await tortureAtRandom({
        seed: options.seed,
        number,
        kills,
        casesAtOnce: 14,
        world: { database: options.database, replicas: options.replicas, people: 8, channels: 24, machines: 300 },
        killed,
        told: (line) => say(line),
        isOver,
      });
      addFigures(all, figures);
      for (const { kind, requestId, says } of figures.complaints) say(`! ${kind}: ${requestId ?? '-'}: ${says}`);
    }
  };
  await Promise.all(Array.from({ length: options.worlds }, place));
};

const torture = async (options: Options): Promise<number> => {
  const all = noFigures();
  const startedAt = performance.now();
  const seconds = () => (performance.now() - startedAt) / 1_000;
  let kills = 0;
  const killed = () => {
    kills += 1;
  };
  say(
    `Twokey torture: seed ${options.seed}, ${options.kills} kills at random, ${options.database}, ${options.replicas} process(es) in each of ${options.worlds} worlds`,
    'The seed fixes every choice: who asks what, when they click, which fault strikes, when the process dies. It does not fix',
    'the scheduling of this machine, so that the same seed meets the same choices at slightly other moments.',
    '',
  );
  const ticking = setInterval(() => say(progressLine(all, kills, seconds())), EVERY_MS);
  try {
    if (options.parts.has('frozen')) {
      const { seed, database, replicas } = options;
      addFigures(all, await tortureFrozen({ seed, world: { database, replicas }, told: (line) => say(line) }));
    }
    if (options.parts.has('points')) {
      const found = await tortureAtPoints({
        database: options.database,
        seed: options.seed,
        ordinals: ALL_POINTS,
        worlds: options.worlds,
        batch: 6,
        tried: killed,
      });
      addFigures(all, found.figures);
      say(`named points: ${found.points}, of which ${found.struck} were struck; not met again in their trial:`);
      for (const { scenario, name, ordinal } of found.missed) say(`  ${scenario}: ${name} (${ordinal})`);
    }
    if (options.parts.has('random')) await random(options, all, killed, () => seconds() > options.minutes * 60);
  } finally {
    clearInterval(ticking);
  }
  say(...reportLines(all, seconds()));
  return all.complaints.length === 0 ? 0 : 1;
};

const main = async (): Promise<number> => {
  try {
    return await torture(readOptions(process.argv.slice(2)));
  } catch (error) {
    say(error instanceof Error ? (error.stack ?? error.message) : String(error), '', USAGE);
    return 64;
  }
};

for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => process.exit(130));
void main().then((code) => process.exit(code));
