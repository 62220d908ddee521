import { type Kysely, type Migration, Migrator } from 'kysely';
import { firstTables } from './migrations/0001-first-tables';
import { theRecord } from './migrations/0002-the-record';
import type { Schema } from './schema';

const migrations = (appendOnly: readonly string[]): Readonly<Record<string, Migration>> => ({
  '0001-first-tables': firstTables(appendOnly),
  '0002-the-record': theRecord(appendOnly),
});

/** What came of bringing the tables up to date. */
export type Migrated = { readonly kind: 'current'; readonly applied: readonly string[] } | { readonly kind: 'newer' };

/**
 * Brings the tables up to date, each migration whole or not at all. Tables of a newer version are left alone. Rejects
 * with the driver's error.
 *
 * @param appendOnly the dialect's statements that keep the event log from being rewritten
 */
export const migrate = async (db: Kysely<Schema>, appendOnly: readonly string[]): Promise<Migrated> => {
  const known = migrations(appendOnly);
  const migrator = new Migrator({ db, provider: { getMigrations: async () => ({ ...known }) } });
  if ((await ageOf(db)) === 'newer') return { kind: 'newer' };
  const { error, results } = await migrator.migrateToLatest();
  if (error !== undefined) throw error;
  return { kind: 'current', applied: (results ?? []).map((result) => result.migrationName) };
};

/** How the tables that are there compare with those that this version makes. */
export const ageOf = async (db: Kysely<Schema>): Promise<'older' | 'current' | 'newer'> => {
  const known = Object.keys(migrations([]));
  const applied = await appliedIn(db);
  if (applied.some((name) => !known.includes(name))) return 'newer';
  return applied.length < known.length ? 'older' : 'current';
};

const appliedIn = async (db: Kysely<Schema>): Promise<readonly string[]> => {
  const tables = await db.introspection.getTables({ withInternalKyselyTables: true });
  if (!tables.some((table) => table.name === 'kysely_migration')) return [];
  const ledger = db.withTables<{ readonly kysely_migration: { readonly name: string } }>();
  return (await ledger.selectFrom('kysely_migration').select('name').execute()).map((row) => row.name);
};
