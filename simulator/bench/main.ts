import { cpus } from 'node:os';
import { createClosing } from '../demo/closing';
import { listenForEnd } from '../demo/listen-for-end';
import { createCrowd } from './crowd';
import type { Figures } from './figures';
import { type Measured, measureEcho, measureTwokey, median } from './measure';
import type { Storms } from './storms';
import { type Row, tableLines } from './table-lines';

const PEOPLE = 150;
const CARDS = 10;
const LIMIT_MS = 150_000;

const say = (...lines: readonly string[]) => process.stdout.write(`${lines.join('\n')}\n`);

const ms = (value: number): string => `${value.toFixed(0)} ms`;
const mb = (value: number): string => (Number.isNaN(value) ? 'unknown' : `${value.toFixed(0)} MB`);

const ackRow = (what: string, { count, p50, p99, max, missed }: Figures, aim: string): Row => [
  `ack of ${count} ${what}`,
  ms(p50),
  ms(p99),
  ms(max),
  missed,
  aim,
];

const ackRows = (name: string, { clicks, commands, more }: Storms, aim: string): readonly Row[] => [
  ackRow(`clicks at once, ${name}`, clicks, aim),
  ackRow(`commands at once, ${name}`, commands, aim),
  ackRow(`more right after, ${name}`, more, aim),
];

const report = (twokey: Measured, echo: Storms | null): readonly string[] => {
  const { readyMs, idleMb, afterMb, decided } = twokey;
  const rows = [
    ...ackRows('Twokey', twokey, 'p99 < 300 ms on 2 cores'),
    ...(echo === null ? [] : ackRows('a bare Bolt app', echo, 'the floor')),
  ];
  const others = [
    ['process start to ready, median of 5', `${(median(readyMs) / 1_000).toFixed(2)} s`, '< 2 s'],
    ['memory (RSS), idle', mb(idleMb), '< 130 MB'],
    ['memory (RSS), after', mb(afterMb), ''],
  ];
  return [
    ...tableLines(['', 'p50', 'p99', 'max', 'missed', 'aim'], rows),
    '',
    ...tableLines(['', 'measured', 'aim'], others),
    '',
    `The clicks decided ${decided} of ${CARDS} requests, ${PEOPLE / CARDS} different people each. Times are Slack's: from the request`,
    'to its whole answer. The people, Slack, Entra and Defender are one other process on this machine.',
  ];
};

const bench = async (): Promise<void> => {
  const closing = createClosing();
  process.on('exit', closing.drop);
  const crowd = createCrowd(PEOPLE, CARDS);
  const measured = async (): Promise<void> => {
    const twokey = await measureTwokey(crowd, closing);
    const echo = await measureEcho(crowd, closing).catch((error: unknown) => {
      say(`The bare Bolt app was not measured: ${String(error)}`);
      return null;
    });
    say(...report(twokey, echo));
  };
  const tooLong = new Promise<void>((_, reject) => {
    setTimeout(() => reject(new Error(`not done within ${LIMIT_MS / 1_000} s`)), LIMIT_MS).unref();
  });
  const told = listenForEnd().then(() => say('Stopped.'));
  await Promise.race([measured(), tooLong, told]).catch((error: unknown) => {
    say(`Not measured. ${error instanceof Error ? error.message : String(error)}`);
  });
  await closing.stop();
};

say(
  `Twokey bench: Node ${process.version}, ${cpus().length} cores (${cpus()[0]?.model ?? 'unknown'}), ${process.platform}`,
  '',
);
bench().then(
  () => process.exit(0),
  (error: unknown) => {
    say(`Not measured. ${String(error)}`);
    process.exit(0);
  },
);
