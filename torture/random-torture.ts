import { setTimeout as sleep } from 'node:timers/promises';
import { seedFor } from './chance';
import { countRequests } from './count-requests';
import { createEvidence, type Evidence } from './evidence';
import { createExecutioner, type Death } from './executioner';
import { type Figures, noFigures, tally } from './figures';
import { createLedger, type Ledger } from './ledger';
import { createPeople } from './people';
import type { Complaint } from './complaint';
import { judge } from './verdict';
import { createWeather, faultsMet } from './weather';
import { startWorld, type World, type WorldOptions } from './world';

/** How long everything may take to come to its end after the last kill and the last fault. */
const CALM_LIMIT_MS = 150_000;
/** How long people may take for what they are at, once the bot stays alive. */
const WORK_LIMIT_MS = 60_000;
/** What would be done twice is waited for, after all has come to its end. */
const STILL_MS = 2_500;

export interface RandomTorture {
  readonly seed: number;
  readonly number: number;
  readonly kills: number;
  readonly casesAtOnce: number;
  readonly world: WorldOptions;
  /** Called after each kill. */
  readonly killed: (death: Death) => void;
  /** Something that is worth a line while it lasts. */
  readonly told: (line: string) => void;
  /** No more kills, though not all are done. */
  readonly isOver: () => boolean;
}

/** When each life first had a complete answer about Machine Actions, counted from the start of its process. */
const looksOf = ({ defender }: World, starts: readonly number[]): readonly number[] => {
  const looks = defender.log.filter(
    ({ method, path, status }) => method === 'GET' && path.endsWith('/machineactions') && status === 200,
  );
  return starts.flatMap((startedAt, index) => {
    const end = starts[index + 1] ?? Number.POSITIVE_INFINITY;
    const first = looks.find(({ at }) => at >= startedAt && at < end);
    return first === undefined ? [] : [first.at - startedAt];
  });
};

/** Waits until nothing is left to complain of, or for as long as may be waited. */
const calmDown = async (
  world: World,
  evidence: Evidence,
  ledger: Ledger,
  told: RandomTorture['told'],
): Promise<readonly Complaint[]> => {
  const giveUpAt = performance.now() + CALM_LIMIT_MS;
  for (let second = 1; ; second += 1) {
    const complaints = judge(world, evidence, ledger);
    if (second % 20 === 0)
      told(`not calm yet: ${complaints.map(({ requestId, says }) => `${requestId} ${says}`).join('; ')}`);
    if (complaints.length === 0 || performance.now() > giveUpAt) break;
    await sleep(1_000);
  }
  await sleep(STILL_MS);
  return judge(world, evidence, ledger);
};

/** Kills bots under load, lets the world calm down, and judges it. */
export const tortureAtRandom = async (torture: RandomTorture): Promise<Figures> => {
  const { number } = torture;
  const seed = seedFor(torture.seed, 'world', number);
  const figures = noFigures();
  const world = await startWorld(torture.world);
  const complain = (says: string, kind: Complaint['kind'] = 'unruly') =>
    figures.complaints.push({ kind, requestId: null, says, seed: torture.seed, world: number });
  try {
    const evidence = createEvidence(world);
    const ledger = createLedger();
    const people = createPeople({ world, seed, evidence, ledger });
    const weather = createWeather(world, seed);
    const working = people.work(torture.casesAtOnce);
    const blowing = weather.blow();
    const starts: number[] = [];

    const execute = async (index: number): Promise<void> => {
      const replica = world.replicas[index];
      if (replica === undefined) return;
      const executioner = createExecutioner(replica, seedFor(seed, 'replica', index));
      while (figures.kills < torture.kills && !torture.isOver()) {
        figures.kills += 1;
        const death = await executioner.killOnce();
        starts.push(death.startedAt);
        tally(figures.killsBy, death.crossing === null ? death.where : `at ${death.crossing}`);
        if (death.readyMs !== null) figures.readyMs.push(death.readyMs);
        if (death.ending.signal !== 'SIGKILL') {
          complain(
            `a life ended by itself (${death.ending.signal ?? death.ending.code}): ${replica.life().lastLines().slice(-5).join(' ')}`,
          );
        }
        torture.killed(death);
      }
      starts.push(Date.now());
      replica.start();
    };
    await Promise.all(world.replicas.map((_, index) => execute(index)));
    weather.end();
    people.close();
    const stoppedAt = performance.now();
    await Promise.race([working, sleep(WORK_LIMIT_MS, undefined, { ref: false })]);
    for (const what of people.open()) torture.told(`world ${number}: still open: ${what}`);
    const workedS = Math.round((performance.now() - stoppedAt) / 1_000);
    const complaints = await calmDown(world, evidence, ledger, (line) => torture.told(`world ${number}: ${line}`));
    const calmS = Math.round((performance.now() - stoppedAt) / 1_000);
    torture.told(
      `world ${number}: after ${figures.kills} kills the people were done in ${workedS} s, and all was calm in ${calmS} s`,
    );
    people.giveUp();
    await Promise.all([working, blowing]);
    const endings = await world.stopBots();
    for (const { code, signal } of endings)
      if (code !== 0) complain(`the last life did not stop in order: ${signal ?? code}`);
    const record = await world.verifyRecord();
    if (record.code !== 0) complain(`the record is not whole: ${record.output.slice(-1_000)}`);
    figures.entries = Number(/(\d[\d,.]*) entries/.exec(record.output)?.[1]?.replace(/\D/g, '') ?? 0);
    for (const complaint of complaints) figures.complaints.push({ ...complaint, seed: torture.seed, world: number });
    figures.restarts = world.replicas.reduce((sum, replica) => sum + replica.lives(), 0);
    figures.asked = ledger.asks.length;
    countRequests(figures, evidence.all());
    for (const [what, times] of faultsMet(world)) tally(figures.faults, what, times);
    figures.lookMs.push(...(torture.world.replicas === 1 ? looksOf(world, starts) : []));
    return figures;
  } finally {
    await world.stop();
  }
};
