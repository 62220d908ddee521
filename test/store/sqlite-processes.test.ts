import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { DatabaseSync } from '@photostructure/sqlite';
import { openStore } from '../../src/store/open-store';
import { type StoreChild, startChild, type Task } from './child-process';
import { deliveryOf, T } from './fixtures';
import { freshFolder, quiet } from './harness';

let folder: string;
let path: string;
let children: StoreChild[];
beforeEach(async () => {
  folder = await freshFolder();
  path = join(folder, 'twokey.db');
  children = [];
});
afterEach(async () => {
  for (const child of children) await child.kill();
  await rm(folder, { recursive: true });
});

const start = (task: Task): StoreChild => {
  const child = startChild(path, task);
  children.push(child);
  return child;
};
const open = () =>
  openStore({ place: { kind: 'sqlite', path }, owner: 'me', now: () => T, newId: () => 'id', log: quiet });
const inUse = { facts: { system: 'store', code: 'in-use', says: expect.stringContaining('another Twokey process') } };

describe('a second process', () => {
  test('is refused while the first one runs, and let in once it was killed', async () => {
    const child = start('hold');
    await child.said(1);
    await expect(open()).rejects.toMatchObject(inUse);
    await expect(open()).rejects.toMatchObject(inUse);
    await child.kill();
    await (await open()).close();
  });

  test('is refused in the same way from outside, with the cure', async () => {
    const stored = await open();
    const child = start('open');
    await child.ended;
    expect(child.lines).toEqual([expect.stringMatching(/^fault store in-use .*Stop that process/)]);
    await stored.close();
  });

  test('is let in once the first one has closed', async () => {
    await (await open()).close();
    const child = start('open');
    await child.ended;
    expect(child.lines).toEqual(['open']);
  });

  test('of four that start at once one gets in', async () => {
    const all = [start('hold'), start('hold'), start('hold'), start('hold')];
    await Promise.all(all.map((child) => child.said(1)));
    expect(all.map((child) => child.lines[0]?.slice(0, 18)).sort()).toEqual([
      'fault store in-use',
      'fault store in-use',
      'fault store in-use',
      'open',
    ]);
  });
});

describe('after kill -9 in the middle of writing', () => {
  test.each([1, 40, 400])('every delivery that was acknowledged is there (killed after %d lines)', async (count) => {
    const child = start('write');
    await child.said(count);
    await child.kill();
    const acknowledged = child.lines.filter((line) => line !== 'open');
    const stored = await open();
    const kept = await stored.deliveries.takeOver(T, 1_000_000);
    const keys = new Set(kept.map((delivery) => delivery.key));
    expect(acknowledged.filter((key) => !keys.has(key))).toEqual([]);
    expect(keys.size).toBeGreaterThanOrEqual(acknowledged.length);
    await stored.close();
  });
});

describe('while another program holds the write lock', () => {
  const held = async (work: (stored: Awaited<ReturnType<typeof open>>, release: () => void) => Promise<void>) => {
    const stored = await open();
    const other = new DatabaseSync(path, { timeout: 0 });
    other.exec('BEGIN IMMEDIATE');
    try {
      await work(stored, () => other.exec('ROLLBACK'));
    } finally {
      other.close();
      await stored.close();
    }
  };
  const locked = { facts: { system: 'store', code: 'locked', says: expect.stringContaining('another program') } };

  test('recording is refused within 2 s without blocking the event loop, and works afterwards', () =>
    held(async (stored, release) => {
      let turns = 0;
      const beat = setInterval(() => {
        turns += 1;
      }, 20);
      const began = performance.now();
      const many = Array.from({ length: 50 }, (_, index) => stored.deliveries.record(deliveryOf(`key-${index}`)));
      const writes = [stored.check(), stored.drafts.sweep(T), ...many];
      const outcomes = await Promise.allSettled(writes);
      clearInterval(beat);
      expect(performance.now() - began).toBeLessThan(2000);
      expect(turns).toBeGreaterThan(30);
      for (const outcome of outcomes) expect(outcome).toMatchObject({ status: 'rejected', reason: locked });
      release();
      expect(await stored.deliveries.record(deliveryOf('key-1'))).toBe('new');
    }));

  test('reading goes on', () =>
    held(async (stored) => {
      expect(await stored.store.nextDue('ready')).toBeNull();
    }));

  test('writers wait for a short hold, and keep their order', () =>
    held(async (stored, release) => {
      const recorded = stored.deliveries.record(deliveryOf('first'));
      const again = stored.deliveries
        .record(deliveryOf('second'))
        .then(() => stored.deliveries.record(deliveryOf('first')));
      setTimeout(release, 100);
      expect(await Promise.all([recorded, again])).toEqual(['new', 'seen']);
    }));
});
