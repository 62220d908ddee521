import { type BotPlace, setStage } from '../simulator/demo/stage';
import { createCrowd } from './crowd';
import type { Figures } from './figures';
import { startOther } from './other-app';
import type { Scale, Section } from './section';
import { runStorms, type Storms } from './storms';
import type { Row, Table } from './table-lines';
import { temporaryDatabase } from './temporary-database';

const PEOPLE = 150;
const CARDS = 10;
const DECIDED_MS = 20_000;

const ms = (value: number): string => `${value.toFixed(0)} ms`;

const rowsOf = (name: string, { clicks, commands, more }: Storms): readonly Row[] => {
  const row = (what: string, { count, p50, p99, max, missed }: Figures): Row => [
    `${count} ${what}, ${name}`,
    ...[ms(p50), ms(p99), ms(max), missed],
  ];
  return [row('clicks', clicks), row('commands', commands), row('commands while it works on those', more)];
};

const measure = async ({ postgresUrl, closing, say }: Scale): Promise<readonly Table[]> => {
  const crowd = createCrowd(PEOPLE, CARDS);
  const newStage = () =>
    setStage(
      {
        policy: crowd.policy,
        env: { DEFENDER_RATE_LIMITS: '100000/1m', TRACK_INTERVAL: '1s' },
        slack: { seed: crowd.seed, rateLimits: 'off' },
        defender: { machines: crowd.machines, rateLimits: [] },
      },
      closing,
    );
  const asking = (name: string) => `restrict ${name} beaconing to a known C2`;
  let decided = 0;

  const ofTwokey = async (env: BotPlace['env'] = {}): Promise<Storms> => {
    const stage = await newStage();
    const bot = stage.startBot({ folder: stage.makeFolder(), env });
    await bot.ready;
    const isDone = () => {
      const actions = stage.defender.actions();
      return actions.length === CARDS && actions.every(({ status }) => status === 'Succeeded');
    };
    const storms = await runStorms(stage.slack, crowd, {
      asking,
      isOver: () =>
        stage.defender.until(isDone, { timeoutMs: DECIDED_MS }).finally(() => {
          decided += stage.defender.actions().length;
        }),
    });
    await bot.stop();
    return storms;
  };
  const ofOther = async (name: 'echo' | 'afternoon'): Promise<Storms> => {
    const stage = await newStage();
    const app = await startOther(name, stage, closing);
    const words = name === 'echo' ? () => 'card' : asking;
    const storms = await runStorms(stage.slack, crowd, { asking: words, isOver: async () => undefined });
    await app.stop();
    return storms;
  };

  const rows: Row[] = [];
  say('acks: Twokey on SQLite');
  rows.push(...rowsOf('Twokey on SQLite', await ofTwokey()));
  if (postgresUrl !== null) {
    say('acks: Twokey on PostgreSQL');
    rows.push(
      ...rowsOf(
        'Twokey on PostgreSQL',
        await ofTwokey({ DATABASE_URL: await temporaryDatabase(postgresUrl, closing) }),
      ),
    );
  }
  const stores = postgresUrl === null ? 1 : 2;
  say('acks: a bare Bolt app');
  rows.push(...rowsOf('a bare Bolt app (floor)', await ofOther('echo')));
  say('acks: the afternoon bot');
  rows.push(...rowsOf('the afternoon bot', await ofOther('afternoon')));
  return [
    {
      title: `Acknowledgements: ${PEOPLE} at once`,
      head: ['', 'p50', 'p99', 'max', 'missed'],
      rows,
      notes: [
        'From the request to its whole answer, as Slack sees it; missed: no 200 within three seconds. Twokey answers after the delivery is on disk, the others before anything is kept.',
        `Twokey's clicks decided ${decided} of ${CARDS * stores} requests, ${PEOPLE / CARDS} different people each.`,
      ],
    },
  ];
};

/** How fast storms are acknowledged, beside the least that an app on Bolt takes. */
export const acks: Section = { name: 'acks', measure };
