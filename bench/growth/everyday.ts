import { spawn } from 'node:child_process';
import { statSync } from 'node:fs';
import { join } from 'node:path';
import type { BotPlace, Stage } from '../../simulator/demo/stage';
import type { Crowd } from '../crowd';
import { type Figures, figuresOf, median } from '../figures';
import { residentMegabytes } from '../resident-memory';

/** What everyday things took on one store, in milliseconds. */
export interface Everyday {
  readonly readyMs: number;
  readonly acks: Figures;
  readonly cardMs: number;
  readonly postMs: number;
  readonly statusMs: number;
  readonly historyMs: number;
  readonly metricsMs: number;
  readonly exportMs: number;
  readonly residentMb: number;
  /** Of the file; NaN where the store is none. */
  readonly storeMb: number;
}

const LIMIT = { timeoutMs: 30_000 };
/** How many times each thing is done, one after the other: the median is told. */
const TIMES = 9;

const timed = async (work: () => Promise<unknown>): Promise<number> => {
  const began = performance.now();
  await work();
  return performance.now() - began;
};

/** Starts the bot on a store and does what people do all day. Nobody else has the store open before or after. */
export const measureEveryday = async (stage: Stage, crowd: Crowd, place: BotPlace): Promise<Everyday> => {
  const { slack, defender, healthUrl } = stage;
  const bot = stage.startBot(place);
  const readyMs = await bot.ready;
  const sizes = { cardMs: [] as number[], postMs: [] as number[], statusMs: [] as number[] };
  const more = { historyMs: [] as number[], metricsMs: [] as number[] };
  const from = new Date().toISOString();

  const whispered = async (user: string, channel: string, words: string): Promise<void> => {
    slack.reloadClients();
    await slack.as(user).command(channel, words);
    await slack.until(() => slack.ephemerals({ user }).length > 0, { ...LIMIT, what: `an answer to ${words}` });
  };

  for (let time = 0; time < TIMES; time += 1) {
    const place = (time % (crowd.channels.length - 1)) + 1;
    const [asker = '', channel = '', clicker = ''] = [
      crowd.askers[place],
      crowd.channels[place],
      crowd.clickers[place],
    ];
    const machine = crowd.machineNames[place] ?? '';
    const before = slack.channel(channel).messages().length;
    const card = () => slack.channel(channel).messages()[before];
    sizes.cardMs.push(
      await timed(async () => {
        await slack.as(asker).command(channel, `/defender restrict ${machine} beaconing`);
        await slack.until(card, { ...LIMIT, what: 'a card' });
      }),
    );
    const posted = defender.actions().length;
    const shown = await slack.until(card, LIMIT);
    sizes.postMs.push(
      await timed(async () => {
        await slack.as(clicker).click(shown, 'Approve');
        await defender.until(() => defender.actions().length > posted, LIMIT);
      }),
    );
    const request = /Request ([0-9A-Z]{8})/.exec(slack.plainText(shown))?.[1] ?? '';
    sizes.statusMs.push(await timed(() => whispered(asker, channel, '/defender status')));
    more.historyMs.push(await timed(() => whispered(asker, channel, `/defender history ${request}`)));
    more.metricsMs.push(await timed(async () => (await fetch(`${healthUrl}/metrics`)).text()));
    // Its end, so that the next round may ask for the same again.
    await slack.until(() => slack.plainText(slack.current(shown)).includes('Succeeded'), LIMIT);
  }
  const typed = (clicker: string, index: number) =>
    slack
      .as(clicker)
      .command(
        crowd.channels[index % crowd.channels.length] ?? '',
        `/defender why ${crowd.machineNames[index] ?? ''} isolate`,
      );
  const acks = figuresOf(await Promise.all(crowd.clickers.map(typed)));
  const residentMb = residentMegabytes(bot.pid);
  await bot.stop();
  const exportMs = await timed(() => exportSince(from, place, stage));
  return {
    ...{ readyMs, acks, residentMb, exportMs, storeMb: sizeOf(place) },
    ...{ cardMs: median(sizes.cardMs), postMs: median(sizes.postMs), statusMs: median(sizes.statusMs) },
    ...{ historyMs: median(more.historyMs), metricsMs: median(more.metricsMs) },
  };
};

// Not from today on: the life that was copied is of today too, and lies before all of the past that was made of it.
const exportSince = (from: string, place: BotPlace, { mainFile }: Stage): Promise<void> =>
  new Promise((resolve, reject) => {
    const env = { PATH: process.env['PATH'] ?? '', DATABASE_URL: 'sqlite:./twokey.db', ...place.env };
    const child = spawn(
      process.execPath,
      [mainFile, 'audit', 'export', '--from', from, '--out', `${Date.now()}.jsonl`],
      {
        cwd: place.folder,
        env,
        stdio: ['ignore', 'ignore', 'pipe'],
      },
    );
    let says = '';
    child.stderr.on('data', (chunk) => {
      says += String(chunk);
    });
    child.once('error', reject);
    child.once('close', (code) =>
      code === 0 ? resolve() : reject(new Error(`audit export ended with ${code}: ${says}`)),
    );
  });

const sizeOf = ({ folder, env }: BotPlace): number =>
  env?.['DATABASE_URL']?.startsWith('postgres') ? Number.NaN : statSync(join(folder, 'twokey.db')).size / 1_000_000;
