import { basename } from 'node:path';
import { makeWhole } from '../host/whole-file';
import { backUpSqlite } from '../store/sqlite/back-up-sqlite';
import { EXIT_CONFIG, EXIT_USAGE, giveUp } from './give-up';
import { configureRecord } from './settings';
import { thrownWords } from './thrown-words';

const usage = `node dist/main.js backup FILE

Copies the store as it is at this moment into a new file, while Twokey runs, and checks the copy. Ends with 0 when FILE is
there and sound, with 1 when there is none, with 64 when the command is not understood and with 78 when a setting is wrong.`;

const ownBackups =
  'PostgreSQL is backed up by its own means: pg_dump, or the backups of your provider. Afterwards run audit verify on a restored copy, with DATABASE_URL set to that.';

const sizeWords = (bytes: number): string => `${(bytes / 1_000_000).toFixed(1)} MB`;

/** `node dist/main.js backup FILE` */
export const runBackup = async (words: readonly string[]): Promise<void> => {
  const [file, ...more] = words;
  if (file === undefined || file === '') return giveUp(EXIT_USAGE, ['Write the name of a new file.', '', usage]);
  if (more.length > 0 || file.startsWith('-')) return giveUp(EXIT_USAGE, ['One name of a new file.', '', usage]);
  const { database } = configureRecord();
  if (database.kind === 'postgres') return giveUp(EXIT_CONFIG, [ownBackups]);
  const { path } = database;
  try {
    const { entries, seq, hash, bytes } = await makeWhole(file, (partial) => backUpSqlite(path, partial));
    const name = basename(path);
    const lines = [
      `Backed up ${entries} entries into ${file}, ${sizeWords(bytes)}. Head: ${seq}:${hash}`,
      'The copy is sound, and its record ends with an entry of the store.',
      `To restore it: stop Twokey, move ${name}, ${name}-wal and ${name}-shm away together, copy the file to ${path},`,
      `run audit verify --head ${seq}:${hash}, and read “Restore a backup” in the README before you start Twokey.`,
    ];
    process.stdout.write(`${lines.join('\n')}\n`);
  } catch (error) {
    giveUp(1, [thrownWords(error, 'There is no backup.')]);
  }
};
