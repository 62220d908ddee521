import { setTimeout as sleep } from 'node:timers/promises';
import { type Stage, setStage } from '../simulator/demo/stage';
import type { Message } from '../simulator/slack/workspace/messages';
import { type Crowd, createCrowd } from './crowd';
import { startOther } from './other-app';
import type { Scale, Section } from './section';
import type { Row, Table } from './table-lines';
import { windowBound } from './window-bound';

/** Defender's limits, 100 a minute and 1,500 an hour, at ten times the speed. So is everything else: looks, ends. */
const LIMITS = [
  { calls: 100, windowMs: 6_000 },
  { calls: 1_500, windowMs: 360_000 },
];
const LIMITS_TEXT = '100/6s,1500/6m';
const LOOK_EVERY_MS = 500;
const PROGRESS = [
  { afterMs: 1_000, status: 'InProgress' },
  { afterMs: 12_000, status: 'Succeeded' },
];
/** One window, and a moment for the call that was under way. */
const CALM_MS = 6_500;
/** How many ask within one window. */
const ASKING = 60;
const CARDS_MS = 150_000;
const WAVE_MS = 60_000;

/** What came of one wave. */
interface Wave {
  readonly size: number;
  /** From the last click to the last POST, both as they were sent or seen outside. */
  readonly lastMs: number;
  /** The same to the last POST of a containment. */
  readonly containedMs: number;
  /** Reads that Defender saw meanwhile. */
  readonly reads: number;
  /** Answers 429 in all. */
  readonly throttled: number;
  /** Machine Actions that came to be. */
  readonly done: number;
}

const isContainment = (index: number): boolean => index % 2 === 0;

const ask = async ({ slack }: Stage, crowd: Crowd): Promise<readonly Message[]> => {
  const cardIn = (channel: string): Message | undefined => slack.channel(channel).messages()[0];
  for (let first = 0; first < crowd.channels.length; first += ASKING) {
    const some = crowd.channels.slice(first, first + ASKING);
    await Promise.all(
      some.map((channel, index) => {
        const place = first + index;
        const verb = isContainment(place) ? 'restrict' : 'scan';
        return slack
          .as(crowd.askers[place] ?? '')
          .command(
            channel,
            `/defender ${verb} ${crowd.machineNames[place]}${verb === 'scan' ? ' quick' : ''} beaconing`,
          );
      }),
    );
    const areThere = () => some.every((channel) => cardIn(channel) !== undefined);
    await slack.until(areThere, { timeoutMs: CARDS_MS, what: 'a card for everyone who asked' });
    // A window for every crowd, so that nobody's look-up is one too many.
    await sleep(CALM_MS);
  }
  return crowd.channels.map(cardIn).filter((card) => card !== undefined);
};

const approve = async (stage: Stage, crowd: Crowd, cards: readonly Message[], first: number): Promise<Wave> => {
  const { slack, defender } = stage;
  const before = {
    log: defender.log.length,
    actions: defender.actions().length,
    throttled: defender.violations.length,
  };
  const clicks = await Promise.all(
    cards.map((card, index) => slack.as(crowd.clickers[first + index] ?? '').click(card, 'Approve')),
  );
  const lastClick = Math.max(...clicks.map(({ at }) => at));
  const posts = () => defender.log.slice(before.log).filter(({ method }) => method === 'POST');
  await defender.until(() => defender.log.length - before.log >= cards.length && posts().length >= cards.length, {
    timeoutMs: WAVE_MS,
    what: `${cards.length} calls`,
  });
  const seen = posts();
  const lastPost = Math.max(...seen.map(({ at }) => at));
  const contained = seen.filter(({ path }) => path.endsWith('restrictCodeExecution'));
  await sleep(CALM_MS);
  return {
    size: cards.length,
    lastMs: lastPost - lastClick,
    containedMs: Math.max(...contained.map(({ at }) => at)) - lastClick,
    reads: defender.log.slice(before.log).filter(({ method, at }) => method === 'GET' && at <= lastPost).length,
    throttled: defender.violations.length - before.throttled,
    done: defender.actions().length - before.actions,
  };
};

const seconds = (ms: number): string => `${(ms / 1_000).toFixed(1)} s`;

const rowOf = (name: string, { size, lastMs, containedMs, reads, throttled, done }: Wave): Row => [
  `${size} approvals, ${name}`,
  ...[seconds(lastMs), seconds(windowBound(size, LIMITS)), seconds(windowBound(size + reads, LIMITS))],
  ...[seconds(containedMs), String(reads), String(throttled), `${done} of ${size}`],
];

const measure = async ({ isQuick, closing, say }: Scale): Promise<readonly Table[]> => {
  const sizes = isQuick ? [10, 100] : [10, 100, 250];
  const all = sizes.reduce((sum, size) => sum + size, 0);
  const crowd = createCrowd(all, all);
  const of = async (name: string, start: (stage: Stage) => Promise<{ readonly stop: () => Promise<unknown> }>) => {
    const stage = await setStage(
      {
        policy: crowd.policy,
        env: {
          DEFENDER_RATE_LIMITS: LIMITS_TEXT,
          TRACK_INTERVAL: `${LOOK_EVERY_MS}ms`,
          LOOK_EVERY_MS: String(LOOK_EVERY_MS),
        },
        slack: { seed: crowd.seed, rateLimits: 'off' },
        defender: {
          machines: crowd.machines,
          rateLimits: LIMITS,
          behaviour: { progress: PROGRESS },
        },
      },
      closing,
    );
    const app = await start(stage);
    say(`waves: ${all} cards of ${name}`);
    const cards = await ask(stage, crowd);
    const waves: Wave[] = [];
    let first = 0;
    for (const size of sizes) {
      say(`waves: ${size} approvals, ${name}`);
      waves.push(await approve(stage, crowd, cards.slice(first, first + size), first));
      first += size;
    }
    await app.stop();
    return waves.map((wave) => rowOf(name, wave));
  };
  const rows = [
    ...(await of('Twokey', async (stage) => {
      const bot = stage.startBot();
      await bot.ready;
      return bot;
    })),
    ...(await of('the afternoon bot', (stage) => startOther('afternoon', stage, closing))),
  ];
  return [
    {
      title: `Waves of approvals against ${LIMITS_TEXT} (Defender's 100/1m, 1500/1h at ten times the speed)`,
      head: [
        '',
        'last POST after',
        'bound, POSTs alone',
        'bound, with the reads',
        'last containment',
        'reads',
        '429s',
        'done',
      ],
      rows,
      notes: [
        'From the last click to the last POST that Defender saw; it counts strictly, in sliding windows. The bound is what those windows allow if every call were ready at once: for the POSTs alone, and together with the reads that were made meanwhile. Every other approval is a containment.',
      ],
    },
  ];
};

/** How fast waves of approvals are sent, beside what any sliding window allows. */
export const waves: Section = { name: 'waves', measure };
