import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Log } from '../../src/flow/ports';
import { type OpenStore, openStore } from '../../src/store/open-store';
import type { Place } from '../../src/store/opened';
import { T } from './fixtures';

/** A database that a conformance suite may open, reopen and throw away. */
export interface Harness {
  /** The clock that the store is given. */
  now: number;
  /** Whether several processes may have it open at once. */
  readonly isShared: boolean;
  readonly place: Place;
  /** Opens the store under an owner's name. */
  open(owner?: string): Promise<OpenStore>;
  /** Closes what is open and deletes everything. */
  dispose(): Promise<void>;
}

/** A log that nobody reads. */
export const quiet: Log = { debug() {}, info() {}, warn() {}, error() {} };

/** A folder of its own for a test. */
export const freshFolder = (): Promise<string> => mkdtemp(join(tmpdir(), 'twokey-'));

/** SQLite in a folder of its own. */
export const sqliteHarness = async (): Promise<Harness & { readonly path: string }> => {
  const folder = await freshFolder();
  const path = join(folder, 'twokey.db');
  const openStores = new Set<OpenStore>();
  let ids = 0;
  const harness = {
    path,
    now: T,
    isShared: false,
    place: { kind: 'sqlite', path } as const,
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
      for (const stored of openStores) await stored.close();
      await rm(folder, { recursive: true });
    },
  };
  return harness;
};
