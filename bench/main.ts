import { readFileSync, writeFileSync } from 'node:fs';
import { type Closing, createClosing } from '../simulator/demo/closing';
import { listenForEnd } from '../simulator/demo/listen-for-end';
import { acks } from './acks';
import { readArguments, usage } from './arguments';
import { following } from './following';
import { growth } from './growth/growth';
import { lookUps } from './look-ups';
import { machineFacts } from './machine-facts';
import { processes } from './process';
import { replaceFigures } from './replace-figures';
import type { Section } from './section';
import { tableLines } from './table-lines';
import { waves } from './waves';

const sections: readonly Section[] = [acks, waves, following, lookUps, growth, processes];
const LIMIT_MS = 1_200_000;

const print = (...lines: readonly string[]) => process.stdout.write(`${lines.join('\n')}\n`);
/** What is being done, for whoever watches; the tables alone go to standard output. */
const say = (line: string) => process.stderr.write(`… ${line}\n`);

/** Of the section that is being measured. */
let open: Closing | null = null;

const run = async (): Promise<number> => {
  const names = sections.map(({ name }) => name);
  const asked = readArguments(process.argv.slice(2), names);
  if (asked === null) {
    print(usage(names));
    return 64;
  }
  const { isQuick, only, writeTo } = asked;
  const postgresUrl = process.env['TEST_DATABASE_URL'] ?? null;
  const began = performance.now();
  const lines: string[] = [];
  const add = (...more: readonly string[]) => {
    lines.push(...more);
    print(...more);
  };
  add(`${machineFacts()}; ${new Date().toISOString().slice(0, 10)}${isQuick ? '; quick' : ''}.`, '');
  if (postgresUrl === null) add('TEST_DATABASE_URL is not set: nothing was measured on PostgreSQL.', '');
  let failures = 0;
  for (const { name, measure } of sections) {
    if (only.length > 0 && !only.includes(name)) continue;
    // One section's processes are gone before the next is measured.
    const closing = createClosing();
    open = closing;
    process.on('exit', closing.drop);
    try {
      const tables = await measure({ isQuick, postgresUrl, closing, say });
      add(...tables.flatMap(tableLines));
    } catch (error) {
      failures += 1;
      add(`### ${name}: not measured`, '', error instanceof Error ? error.message : String(error), '');
    }
    await closing.stop();
    process.off('exit', closing.drop);
  }
  add(`Measured in ${((performance.now() - began) / 1_000).toFixed(0)} s.`, '');
  if (writeTo !== null) writeFileSync(writeTo, replaceFigures(readFileSync(writeTo, 'utf8'), lines));
  return failures === 0 ? 0 : 1;
};

const tooLong = new Promise<number>((resolve) => {
  setTimeout(() => {
    print(`Not done within ${LIMIT_MS / 1_000} s.`);
    resolve(1);
  }, LIMIT_MS).unref();
});
Promise.race([run(), tooLong, listenForEnd()]).then(
  async (code) => {
    await open?.stop();
    process.exit(code);
  },
  (error: unknown) => {
    print(`Not measured. ${String(error)}`);
    process.exit(1);
  },
);
