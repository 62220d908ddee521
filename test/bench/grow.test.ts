import { dirname } from 'node:path';
import { grow, requestIdOf } from '../../bench/growth/grow';
import { readLife } from '../../bench/growth/life';
import { openRaw } from '../../bench/growth/raw-database';
import { dispatched } from '../store/fixtures';
import { sqliteHarness } from '../store/harness';
import { verified } from '../store/record/recorded';

const DAY_MS = 24 * 3_600_000;

let harness: Awaited<ReturnType<typeof sqliteHarness>>;
beforeEach(async () => {
  harness = await sqliteHarness();
  const stored = await harness.open();
  await dispatched(stored, 'AAAAAAAA');
  await stored.close();
});
afterEach(() => harness.dispose());

const growBy = async (count: number): Promise<void> => {
  const raw = await openRaw('sqlite:./twokey.db', dirname(harness.path));
  const life = await readLife(raw);
  await grow(raw, life, count, (index) => ({
    machineId: index.toString(16).padStart(40, '0'),
    machineName: `copy-${index}.contoso.example`,
    machineActionId: `action-${index}`,
    laterMs: index * DAY_MS,
  })).finally(raw.close);
};

it('a store that was grown is whole: every entry in one chain, every row vouched for', async () => {
  const before = await verified(harness.path);
  await growBy(30);
  const after = await verified(harness.path);
  expect(after.breaks).toEqual([]);
  expect(after.entries).toBeGreaterThanOrEqual(before.entries + 30);
  expect(after.rows).toBeGreaterThanOrEqual(before.rows + 60);
});

it('a copy is read by Twokey as if it had been lived', async () => {
  await growBy(2);
  const stored = await harness.open('another');
  const dossier = await stored.store.dossier(requestIdOf(1));
  expect(dossier?.runs[0]).toMatchObject({
    status: 'dispatched',
    machine: { name: 'copy-1.contoso.example' },
    machineActionId: 'action-1',
  });
  const original = await stored.store.dossier('AAAAAAAA');
  expect(dossier?.request.openedAt).toBe((original?.request.openedAt ?? 0) + DAY_MS);
});
