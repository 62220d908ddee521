import type { Closing } from '../../simulator/demo/closing';
import { type BotPlace, type Stage, setStage } from '../../simulator/demo/stage';
import { type Crowd, createCrowd } from '../crowd';
import type { Scale, Section } from '../section';
import type { Table } from '../table-lines';
import { temporaryDatabase } from '../temporary-database';
import { type Everyday, measureEveryday } from './everyday';
import { type Copy, type Grown, grow } from './grow';
import { liveOnce } from './live-once';
import { openRaw } from './raw-database';

const PEOPLE = 50;
/** How many machines the past was about. */
const MACHINES = 5_000;
const YEARS_MS = 2 * 365 * 24 * 3_600_000;

const hex = (index: number, digits: number): string => index.toString(16).padStart(digits, '0');

/** The index-th of `count` requests, evenly spread over the last two years. */
const pastOf =
  (count: number) =>
  (index: number): Copy => ({
    machineId: hex(0x10_0000 + (index % MACHINES), 40),
    machineName: `past-${index % MACHINES}.contoso.example`,
    machineActionId: `00000000-0000-4000-8000-${hex(index, 12)}`,
    laterMs: -Math.round(((count - index) / count) * YEARS_MS),
  });

interface Measured {
  readonly empty: Everyday;
  readonly grown: Everyday;
  readonly growing: Grown;
}

const measureOn = async (stage: Stage, crowd: Crowd, count: number, places: readonly BotPlace[]): Promise<Measured> => {
  const [first, second] = places;
  if (first === undefined || second === undefined) throw new Error('two places are needed');
  const empty = await measureEveryday(stage, crowd, first);
  const life = await liveOnce(stage, crowd, second, 'ended');
  const raw = await openRaw(second.env?.['DATABASE_URL'] ?? 'sqlite:./twokey.db', second.folder);
  const growing = await grow(raw, life, count, pastOf(count)).finally(raw.close);
  return { empty, growing, grown: await measureEveryday(stage, crowd, second) };
};

const ms = (value: number): string => `${value.toFixed(0)} ms`;

const tableOf = (dialect: string, { empty, grown, growing }: Measured): Table => {
  const row = (what: string, look: (everyday: Everyday) => number): readonly string[] => [
    what,
    ms(look(empty)),
    ms(look(grown)),
  ];
  const { requests, events } = growing;
  const count = (value: number) => value.toLocaleString('en-US');
  return {
    title: `Growth, ${dialect}: ${count(requests)} past requests, ${count(events)} entries`,
    head: ['', 'empty', 'grown'],
    rows: [
      row('start to ready', ({ readyMs }) => readyMs),
      row(`ack of ${PEOPLE} commands at once, p50`, ({ acks }) => acks.p50),
      row(`ack of ${PEOPLE} commands at once, p99`, ({ acks }) => acks.p99),
      row('command to card', ({ cardMs }) => cardMs),
      row('approval to POST at Defender', ({ postMs }) => postMs),
      row('/defender status', ({ statusMs }) => statusMs),
      row('/defender history', ({ historyMs }) => historyMs),
      row('GET /metrics', ({ metricsMs }) => metricsMs),
      row('audit export of what was just measured, whole process', ({ exportMs }) => exportMs),
      ['memory (RSS) after', `${empty.residentMb.toFixed(0)} MB`, `${grown.residentMb.toFixed(0)} MB`],
      ...(Number.isNaN(grown.storeMb)
        ? []
        : [['file', `${empty.storeMb.toFixed(1)} MB`, `${grown.storeMb.toFixed(0)} MB`]]),
    ],
    notes: [
      `Aim: the second column like the first. One thing at a time, medians of nine; the acks are one storm. The past was lived once by the real bot and copied, in ${(growing.ms / 1_000).toFixed(0)} s.`,
    ],
  };
};

const places = async (stage: Stage, serverUrl: string | null, closing: Closing): Promise<readonly BotPlace[]> => {
  const place = async (): Promise<BotPlace> => {
    const folder = stage.makeFolder();
    if (serverUrl === null) return { folder };
    return { folder, env: { DATABASE_URL: await temporaryDatabase(serverUrl, closing) } };
  };
  return [await place(), await place()];
};

/** What everyday things take on a store with a long past, beside an empty one. */
export const growth: Section = {
  name: 'growth',
  measure: async ({ isQuick, postgresUrl, closing, say }: Scale) => {
    const count = isQuick ? 10_000 : 100_000;
    const crowd = createCrowd(PEOPLE, PEOPLE);
    const stage = await setStage(
      {
        policy: crowd.policy,
        env: { DEFENDER_RATE_LIMITS: '100000/1m', TRACK_INTERVAL: '1s' },
        slack: { seed: crowd.seed, rateLimits: 'off' },
        defender: { machines: crowd.machines, rateLimits: [] },
      },
      closing,
    );
    const dialects = [
      { name: 'SQLite', serverUrl: null },
      ...(postgresUrl === null ? [] : [{ name: 'PostgreSQL', serverUrl: postgresUrl }]),
    ];
    const tables: Table[] = [];
    for (const { name, serverUrl } of dialects) {
      say(`growth on ${name}: ${count} requests`);
      tables.push(tableOf(name, await measureOn(stage, crowd, count, await places(stage, serverUrl, closing))));
    }
    return tables;
  },
};
