import { type Stage, setStage } from '../simulator/demo/stage';
import { createCrowd } from './crowd';
import { median } from './figures';
import { grow, requestIdOf } from './growth/grow';
import { liveOnce } from './growth/live-once';
import { openRaw } from './growth/raw-database';
import { residentMegabytes } from './resident-memory';
import { rest } from './rest';
import type { Scale, Section } from './section';
import type { Row, Table } from './table-lines';

const STARTS = 5;
const CLAIMS = 200;
const GRACE_MS = 1_000;
const LIMIT = { timeoutMs: 60_000 };

const seconds = (ms: number): string => `${(ms / 1_000).toFixed(2)} s`;
const hex = (index: number, digits: number): string => index.toString(16).padStart(digits, '0');

const starting = async (stage: Stage): Promise<readonly Row[]> => {
  const readyMs: number[] = [];
  let idleMb = Number.NaN;
  for (let start = 1; start <= STARTS; start += 1) {
    const bot = stage.startBot();
    readyMs.push(await bot.ready);
    if (start === STARTS) {
      await rest();
      idleMb = residentMegabytes(bot.pid);
    }
    await bot.stop();
  }
  return [
    [`process start to ready, median of ${STARTS}`, seconds(median(readyMs)), '< 2 s'],
    ['memory (RSS), idle', `${idleMb.toFixed(0)} MB`, '< 130 MB'],
  ];
};

/** A process that was killed had claimed many runs: half of the calls had arrived, half had not. */
const recovering = async (stage: Stage, crowd: ReturnType<typeof createCrowd>): Promise<readonly Row[]> => {
  const { defender } = stage;
  const place = { folder: stage.makeFolder() };
  const life = await liveOnce(stage, crowd, place, 'claimed');
  const machines = Array.from({ length: CLAIMS }, (_, index) => crowd.machines[index + 1]);
  const raw = await openRaw('sqlite:./twokey.db', place.folder);
  const ids: string[] = [];
  await grow(raw, life, CLAIMS, (index) => ({
    machineId: machines[index]?.id ?? hex(index, 40),
    machineName: machines[index]?.computerDnsName ?? '',
    machineActionId: '',
    laterMs: 0,
  })).finally(raw.close);
  const before = { actions: defender.actions().length, log: defender.log.length };
  for (const [index, machine] of machines.entries()) {
    if (index % 2 === 1 || machine === undefined) continue;
    const comment = `[twokey ${requestIdOf(index)}/1] beaconing to a known C2`;
    ids.push(defender.portalAction({ machineId: machine.id, type: 'RestrictCodeExecution', comment }).id);
  }
  const began = performance.now();
  const bot = stage.startBot(place);
  const readyMs = await bot.ready;
  const posted = () => defender.log.slice(before.log).filter(({ method }) => method === 'POST').length;
  // The one that was really killed has its call made, too.
  const wanted = CLAIMS / 2 + 1;
  await defender.until(() => posted() >= wanted, { ...LIMIT, what: 'every call that had not arrived' });
  const allMs = performance.now() - began;
  await rest();
  const doubled = posted() - wanted + (defender.actions().length - before.actions - ids.length - posted());
  const reads = defender.log.slice(before.log).filter(({ method }) => method === 'GET').length;
  const afterMb = residentMegabytes(bot.pid);
  await bot.stop();
  return [
    [`killed with ${CLAIMS} claims open: start to ready`, seconds(readyMs), 'like any start'],
    [
      `killed with ${CLAIMS} claims open: start to the last call made again`,
      seconds(allMs),
      `> ${seconds(GRACE_MS)} grace`,
    ],
    ['calls made twice', String(doubled), '0'],
    ['reads for all of that', String(reads), ''],
    ['memory (RSS), after', `${afterMb.toFixed(0)} MB`, ''],
  ];
};

const measure = async ({ closing, say }: Scale): Promise<readonly Table[]> => {
  const crowd = createCrowd(CLAIMS + 1, CLAIMS + 1);
  const stage = await setStage(
    {
      policy: crowd.policy,
      env: {
        DEFENDER_RATE_LIMITS: '100000/1m',
        TRACK_INTERVAL: '1s',
        DISPATCH_GRACE: `${GRACE_MS}ms`,
        DEFENDER_TIMEOUT: '2s',
      },
      slack: { seed: crowd.seed, rateLimits: 'off' },
      defender: { machines: crowd.machines, rateLimits: [] },
    },
    closing,
  );
  say('process: starts');
  const starts = await starting(stage);
  say(`process: ${CLAIMS} claims left by a kill`);
  const recovery = await recovering(stage, crowd);
  return [
    {
      title: 'The process: start, memory, recovery',
      head: ['', 'measured', 'aim'],
      rows: [...starts, ...recovery],
      notes: [
        `Recovery: one process was killed (SIGKILL) while its call to Defender hung, and what it left was copied ${CLAIMS} times; half of the copies' calls are in Defender. Grace and time-out are ${GRACE_MS / 1_000} s and 2 s here, 60 s and 30 s by default: what is not found must be given that time before it is sent again.`,
      ],
    },
  ];
};

/** How the process starts, what it holds, and how it recovers. */
export const processes: Section = { name: 'process', measure };
