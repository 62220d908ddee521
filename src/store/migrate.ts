import { type Kysely, type Migration, Migrator } from 'kysely';
import { firstTables } from './migrations/0001-first-tables';
import { theRecord } from './migrations/0002-the-record';
import { leases } from './migrations/0003-leases';
import { wherever } from './migrations/0004-wherever';
import { containment } from './migrations/0005-containment';
import { home } from './migrations/0006-home';
import type { Schema } from './schema';
import type { Tongue } from './tongue';

const migrations: Readonly<Record<string, (tongue: Tongue) => Migration>> = {
  '0001-first-tables': firstTables,
  '0002-the-record': theRecord,
  '0003-leases': leases,
  '0004-wherever': wherever,
  '0005-containment': containment,
  '0006-home': home,
};

/** What came of bringing the tables up to date. */
export type Migrated = { readonly kind: 'current'; readonly applied: readonly string[] } | { readonly kind: 'newer' };

/**
 * Brings the tables up to date, each migration whole or not at all. Tables of a newer version are left alone. Rejects
 * with the driver's error.
 */
export const migrate = async (db: Kysely<Schema>, tongue: Tongue): Promise<Migrated> => {
  const known = Object.entries(migrations).map(([name, migration]) => [name, migration(tongue)] as const);
  const migrator = new Migrator({ db, provider: { getMigrations: async () => Object.fromEntries(known) } });
  if ((await ageOf(db)) === 'newer') return { kind: 'newer' };
  const { error, results } = await migrator.migrateToLatest();
  if (error !== undefined) throw error;
  return { kind: 'current', applied: (results ?? []).map((result) => result.migrationName) };
};

/** How the tables that are there compare with those that this version makes; `none`: no Twokey ever made any. */
export const ageOf = async (db: Kysely<Schema>): Promise<'none' | 'older' | 'current' | 'newer'> => {
  const known = Object.keys(migrations);
  const applied = await appliedIn(db);
  if (applied.some((name) => !known.includes(name))) return 'newer';
  if (applied.length === 0) return 'none';
  return applied.length < known.length ? 'older' : 'current';
};

const appliedIn = async (db: Kysely<Schema>): Promise<readonly string[]> => {
  const tables = await db.introspection.getTables({ withInternalKyselyTables: true });
  if (!tables.some((table) => table.name === 'kysely_migration')) return [];
  const ledger = db.withTables<{ readonly kysely_migration: { readonly name: string } }>();
  return (await ledger.selectFrom('kysely_migration').select('name').execute()).map((row) => row.name);
};
