import { type AuditAsked, readArguments, usage } from '../audit/arguments';
import { nothingFound } from '../audit/filter-words';
import { exportedLine, reportLines } from '../audit/report';
import type { RecordConfig } from '../config';
import { readLines, writeLinesTo, writeWhole } from '../host/lines';
import { type OpenRecord, openRecord } from '../store/record/open-record';
import { verifyExport } from '../store/record/verify-export';
import type { ExportFacts } from '../store/record/write-export';
import { EXIT_USAGE, giveUp } from './give-up';
import { removeSegment, sealSegment } from './audit-segments';
import { configureRecord } from './settings';
import { thrownWords } from './thrown-words';

type Asked<V extends AuditAsked['verb']> = Extract<AuditAsked, { readonly verb: V }>;

/** `node dist/main.js audit …` */
export const runAudit = async (words: readonly string[]): Promise<void> => {
  const asked = readArguments(words);
  if ('wrong' in asked) return giveUp(EXIT_USAGE, [asked.wrong, '', usage]);
  const config = configureRecord();
  // Until all is known to be well.
  process.exitCode = 1;
  // Whoever reads what is written may stop reading.
  process.stdout.on('error', () => process.exit(1));
  try {
    process.exitCode = (await run(asked, config)) ? 0 : 1;
  } catch (error) {
    const isReading = asked.verb === 'verify' || asked.verb === 'export';
    giveUp(1, [thrownWords(error, isReading ? 'The record could not be read.' : 'Nothing was done.')]);
  }
};

const run = (asked: AuditAsked, config: RecordConfig): Promise<boolean> => {
  switch (asked.verb) {
    case 'verify':
      return verify(asked, config);
    case 'export':
      return exportRecord(asked, config);
    case 'seal':
      return sealSegment(asked.options, config);
    case 'remove':
      return removeSegment(asked.file, config);
  }
};

const withRecord = async <T>({ database }: RecordConfig, work: (record: OpenRecord) => Promise<T>): Promise<T> => {
  const record = await openRecord(database);
  return work(record).finally(record.close);
};

const verify = async ({ file, options }: Asked<'verify'>, config: RecordConfig): Promise<boolean> => {
  const { head: saved, 'hmac-from': macFrom } = options;
  const keys = config.auditKeys;
  if (macFrom !== null && keys.length === 0) {
    return giveUp(EXIT_USAGE, [
      '--hmac-from needs AUDIT_HMAC_KEY: set it to the key that the entries were written with.',
    ]);
  }
  const facts = { keys, saved, macFrom };
  const verified =
    file === null
      ? await withRecord(config, (record) => record.verify(facts))
      : { ...(await verifyExport(readLines(file), facts)), rows: null };
  process.stdout.write(`${reportLines(verified).join('\n')}\n`);
  return verified.count === 0;
};

const exportRecord = async ({ options }: Asked<'export'>, config: RecordConfig): Promise<boolean> => {
  const { out, ...filter } = options;
  const exporting = (write: ExportFacts['write']) =>
    withRecord(config, (record) => record.export({ filter, upTo: null, madeAt: new Date().toISOString(), write }));
  const exported = await (out === null ? exporting(writeLinesTo(process.stdout)) : writeWhole(out, exporting));
  const told = [exportedLine(exported), ...(exported.entries === 0 ? nothingFound(filter, exported.base) : [])];
  process.stderr.write(`${told.join('\n')}\n`);
  return exported.brokenAt === null;
};
