import { readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { type Stage, setStage } from '../simulator/demo/stage';
import { type Crowd, createCrowd } from './crowd';
import { grow } from './growth/grow';
import { liveOnce } from './growth/live-once';
import { openRaw } from './growth/raw-database';
import { startOther } from './other-app';
import type { Scale, Section } from './section';
import type { Row, Table } from './table-lines';

const TICK_MS = 1_000;
const TICKS = 10;
const DAY_MS = 24 * 3_600_000;
/** How many the afternoon bot follows: it keeps them in memory, so each takes a card and a click. */
const BY_HAND = 50;

/** Processor time that a process has used, in milliseconds; NaN where /proc cannot tell. A tick of the clock is 10 ms. */
const processorMs = (pid: number): number => {
  try {
    const fields = readFileSync(`/proc/${pid}/stat`, 'utf8')
      .replace(/^.*\) /, '')
      .split(' ');
    return (Number(fields[11]) + Number(fields[12])) * 10;
  } catch {
    return Number.NaN;
  }
};

const hex = (index: number, digits: number): string => index.toString(16).padStart(digits, '0');

interface Herd {
  /** Followed by Twokey. */
  readonly open: number;
  /** Others in Defender's list, long over. */
  readonly others: number;
  readonly ageMs: number;
}

const setting = (crowd: Crowd) => ({
  policy: crowd.policy,
  env: { DEFENDER_RATE_LIMITS: '100000/1m', TRACK_INTERVAL: `${TICK_MS}ms`, LOOK_EVERY_MS: String(TICK_MS) },
  slack: { seed: crowd.seed, rateLimits: 'off' as const },
  defender: { machines: crowd.machines, rateLimits: [], behaviour: { progress: 'manual' as const } },
});

/** Lists reads of Machine Actions by path, while the app is left alone for some ticks. */
const readsDuring = async (
  { defender }: Stage,
  pid: number,
): Promise<{ readonly reads: number; readonly busyMs: number }> => {
  const [before, busyBefore] = [defender.log.length, processorMs(pid)];
  await sleep(TICKS * TICK_MS);
  const reads = defender.log
    .slice(before)
    .filter(({ method, path }) => method === 'GET' && path.includes('machineactions'));
  return { reads: reads.length, busyMs: processorMs(pid) - busyBefore };
};

const perTick = (value: number): string => (value / TICKS).toFixed(1);

const ofTwokey = async ({ open, others, ageMs }: Herd, { closing, say }: Scale): Promise<Row> => {
  const crowd = createCrowd(2, 2);
  const stage = await setStage(setting(crowd), closing);
  const place = { folder: stage.makeFolder() };
  const life = await liveOnce(stage, crowd, place, 'followed');
  const { defender } = stage;
  const actionOf = (index: number): string => {
    const machineId = hex(0x20_0000 + index, 40);
    const { id } = defender.portalAction({
      machineId,
      type: 'RestrictCodeExecution',
      comment: '[twokey copy/1] beaconing',
    });
    const at = new Date(Date.now() - ageMs).toISOString();
    defender.change(id, { creationDateTimeUtc: at, lastUpdateDateTimeUtc: at });
    return id;
  };
  // The one that was really lived is over, so that only copies are followed.
  for (const { id } of defender.actions()) defender.finish(id, 'Succeeded');
  for (let index = 0; index < others; index += 1) defender.finish(actionOf(open + index), 'Succeeded');
  const raw = await openRaw('sqlite:./twokey.db', place.folder);
  await grow(raw, life, open, (index) => ({
    machineId: hex(0x20_0000 + index, 40),
    machineName: `followed-${index}.contoso.example`,
    machineActionId: actionOf(index),
    laterMs: -ageMs,
  })).finally(raw.close);
  say(`following: ${open} open among ${open + others}`);
  const bot = stage.startBot(place);
  await bot.ready;
  // The first look is at everything that became due meanwhile, and does not belong to any pace.
  await sleep(3 * TICK_MS);
  const { reads, busyMs } = await readsDuring(stage, bot.pid);
  await bot.stop();
  const old = ageMs > 0 ? ', a day old' : '';
  const count = (value: number) => value.toLocaleString('en-US');
  const among = others > 0 ? ` in a list of ${count(open + others)}` : '';
  return [`${count(open)} open${among}${old}, Twokey`, perTick(reads), `${perTick(busyMs)} ms`];
};

const ofAfternoon = async ({ closing, say }: Scale): Promise<Row> => {
  const crowd = createCrowd(BY_HAND, BY_HAND);
  const stage = await setStage(setting(crowd), closing);
  const { slack, defender } = stage;
  say('following: the afternoon bot');
  const app = await startOther('afternoon', stage, closing);
  await Promise.all(
    crowd.askers.map((asker, index) =>
      slack.as(asker).command(crowd.channels[index] ?? '', `/defender restrict ${crowd.machineNames[index]} beaconing`),
    ),
  );
  const cards = await slack.until(() => {
    const there = crowd.channels.flatMap((channel) => slack.channel(channel).messages().slice(0, 1));
    return there.length === BY_HAND ? there : undefined;
  });
  await Promise.all(cards.map((card, index) => slack.as(crowd.clickers[index] ?? '').click(card, 'Approve')));
  await defender.until(() => defender.actions().length === BY_HAND);
  await sleep(TICK_MS);
  const { reads, busyMs } = await readsDuring(stage, app.pid);
  await app.stop();
  return [`${BY_HAND} open, the afternoon bot`, perTick(reads), `${perTick(busyMs)} ms`];
};

const measure = async (scale: Scale): Promise<readonly Table[]> => {
  const open = 1_000;
  const rows = [
    await ofTwokey({ open, others: 0, ageMs: 0 }, scale),
    await ofTwokey({ open, others: 9_500, ageMs: 0 }, scale),
    await ofTwokey({ open, others: 0, ageMs: DAY_MS }, scale),
    await ofAfternoon(scale),
  ];
  return [
    {
      title: `Following open Machine Actions, ${TICKS} ticks of ${TICK_MS / 1_000} s`,
      head: ['', 'reads a tick', 'processor time a tick'],
      rows,
      notes: [
        "Aim: one read a tick however many are open, one more for each further 10,000 rows of Defender's list, and next to none for old ones, which are looked at every ten minutes.",
      ],
    },
  ];
};

/** What it takes to follow open Machine Actions. */
export const following: Section = { name: 'following', measure };
