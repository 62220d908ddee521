import { readArguments, usage, type VerifyAsked } from '../audit/arguments';
import { reportLines } from '../audit/report';
import type { RecordConfig } from '../config';
import { Fault } from '../domain/fault';
import { openRecord } from '../store/record/open-record';
import { EXIT_USAGE, giveUp } from './give-up';
import { configureRecord } from './settings';

const print = (lines: readonly string[]): void => {
  process.stdout.write(`${lines.join('\n')}\n`);
};

/** `node dist/main.js audit …` */
export const runAudit = async (words: readonly string[]): Promise<void> => {
  const asked = readArguments(words);
  if ('wrong' in asked) return giveUp(EXIT_USAGE, [asked.wrong, '', usage]);
  const config = configureRecord();
  // Until all is known to be well.
  process.exitCode = 1;
  try {
    process.exitCode = (await verify(asked, config)) ? 0 : 1;
  } catch (error) {
    if (!(error instanceof Fault)) throw error;
    giveUp(1, [`The record could not be read. ${error.facts.says} (${error.facts.code})`]);
  }
};

const verify = async ({ saved, macFrom }: VerifyAsked, { database, auditKeys }: RecordConfig): Promise<boolean> => {
  if (macFrom !== null && auditKeys.length === 0) {
    return giveUp(EXIT_USAGE, [
      '--hmac-from needs AUDIT_HMAC_KEY: set it to the key that the entries were written with.',
    ]);
  }
  const record = await openRecord(database.path);
  const verified = await record.verify({ keys: auditKeys, saved, macFrom }).finally(record.close);
  print(reportLines(verified));
  return verified.count === 0;
};
