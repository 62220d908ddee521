import { copyFileSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from '@photostructure/sqlite';
import { startBot } from './bot';
import { startWorld, type World } from './world';

describe('a store that was written by Twokey, and then by others', () => {
  let world: World;
  let file: string;
  beforeAll(async () => {
    world = await startWorld();
    await world.start();
    const card = await world.ask('restrict web-01 kept for good');
    await world.ida.click(card, 'Approve');
    await world.shows(card, 'Succeeded');
    await world.bot().end('SIGTERM');
    file = join(world.folder, 'data/twokey.db');
  });
  afterAll(() => world.stop());

  /** Starts Twokey on a copy that was changed, and resolves with how that ended. */
  const startOn = async (name: string, change: (path: string) => void) => {
    const folder = join(world.folder, name);
    mkdirSync(folder);
    const copy = join(folder, 'twokey.db');
    if (existsSync(file)) copyFileSync(file, copy);
    change(copy);
    const before = readFileSync(copy);
    const bot = startBot(world.folder, { ...world.env, DATABASE_URL: `sqlite:${copy}` });
    // One that starts all the same must not outlive the test.
    await Promise.race([bot.exited, bot.logged('process.ready').catch(() => undefined)]);
    const { code } = await bot.end('SIGTERM');
    return { code, output: bot.output(), isUnchanged: before.equals(readFileSync(copy)) };
  };

  test.each<[string, (path: string) => void, RegExp]>([
    [
      'cut in half',
      (path) => writeFileSync(path, readFileSync(path).subarray(0, Math.floor(readFileSync(path).length / 2))),
      /damaged or is not a Twokey store/,
    ],
    [
      'overwritten in its middle',
      (path) => {
        const bytes = readFileSync(path);
        bytes.fill(0x5a, 4_096, bytes.length - 4_096);
        writeFileSync(path, bytes);
      },
      /damaged or is not a Twokey store/,
    ],
    [
      'a database of another program',
      (path) => {
        writeFileSync(path, '');
        const other = new DatabaseSync(path);
        other.exec("CREATE TABLE recipe (name TEXT); INSERT INTO recipe VALUES ('soup')");
        other.close();
      },
      /damaged or is not a Twokey store/,
    ],
    [
      'of a newer version',
      (path) => {
        const other = new DatabaseSync(path);
        other.exec(
          "INSERT INTO kysely_migration (name, timestamp) VALUES ('9999-from-the-future', '2030-01-01T00:00:00.000Z')",
        );
        other.close();
      },
      /written by a newer version of Twokey/,
    ],
  ])('that is %s is refused with the cure, and left as it is', async (name, change, words) => {
    const { code, output, isUnchanged } = await startOn(name.replaceAll(' ', '-'), change);
    expect(output).toMatch(words);
    expect(output).not.toMatch(/^\s+at /m);
    expect({ code, isUnchanged }).toEqual({ code: 1, isUnchanged: true });
  });
});
