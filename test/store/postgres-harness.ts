import { type OpenStore, openStore } from '../../src/store/open-store';
import { T } from './fixtures';
import { type FreshDatabase, freshDatabase } from './fresh-database';
import { type Harness, quiet } from './harness';

// Making a database takes long: one that a test is done with is emptied for the next one.
const spare: FreshDatabase[] = [];

/** Drops the databases that this file's tests are done with: call it after all of them. */
export const dropSpare = async (): Promise<void> => {
  for (const { drop } of spare.splice(0)) await drop();
};

/** PostgreSQL in a database of its own on the tests' server. */
export const postgresHarness = async (): Promise<Harness & FreshDatabase> => {
  const fresh = spare.pop() ?? (await freshDatabase());
  const openStores = new Set<OpenStore>();
  let ids = 0;
  const harness = {
    ...fresh,
    now: T,
    isShared: true,
    place: { kind: 'postgres', url: fresh.url } as const,
    open: async (owner = 'me') => {
      const stored = await openStore({
        place: harness.place,
        owner,
        now: () => harness.now,
        newId: () => `id-${++ids}`,
        log: quiet,
      });
      openStores.add(stored);
      return stored;
    },
    dispose: async () => {
      await Promise.all([...openStores].map((stored) => stored.close()));
      await fresh.say('drop schema public cascade; create schema public');
      spare.push(fresh);
    },
  };
  return harness;
};
