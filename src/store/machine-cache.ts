import { sql } from 'kysely';
import { z } from 'zod';
import { type Machine, shortName } from '../domain/machine';
import type { MachineCache } from '../flow/storage';
import { breathe } from './breathe';
import type { Database } from './database';
import { nameDistance, slipsAllowed } from './near-name';
import { canonicalJson } from './rows/canonical-json';
import { jsonColumn, readRow } from './rows/column';
import { instantText } from './rows/instant-text';
import { machineShape } from './rows/machine-shape';

/** How many rows are handled before others get a turn. */
const CHUNK = 250;

const cachedShape = z.object({ facts: jsonColumn(machineShape) }).transform((row): Machine => row.facts);

// A backslash, so that what a person typed finds itself and is not a pattern.
const literally = (typed: string): string => typed.replace(/[\\%_]/g, '\\$&');

/** The type-ahead's machines. `replace` takes all machines there are: those that it is not given are forgotten. */
export const openMachineCache = (database: Database): MachineCache => ({
  replace: async (machines, now) => {
    const cachedAt = instantText(now);
    for (let from = 0; from < machines.length; from += CHUNK) {
      const rows = machines.slice(from, from + CHUNK).map((machine) => ({
        id: machine.id.toLowerCase(),
        name: machine.name.toLowerCase(),
        short_name: shortName(machine.name),
        last_ip: machine.lastIp?.toLowerCase() ?? null,
        facts: canonicalJson(machine),
        cached_at: cachedAt,
      }));
      const once = [...new Map(rows.map((row) => [row.id, row])).values()];
      await database.write(async (db) => {
        await db
          .insertInto('machine')
          .values(once)
          .onConflict((conflict) =>
            conflict.column('id').doUpdateSet((eb) => ({
              name: eb.ref('excluded.name'),
              short_name: eb.ref('excluded.short_name'),
              last_ip: eb.ref('excluded.last_ip'),
              facts: eb.ref('excluded.facts'),
              cached_at: eb.ref('excluded.cached_at'),
            })),
          )
          .execute();
      });
      await breathe();
    }
    await database.write(async (db) => {
      await db.deleteFrom('machine').where('cached_at', '<>', cachedAt).execute();
    });
  },
  search: (typed, limit) =>
    database.read(async (db) => {
      const wanted = literally(typed.toLowerCase());
      // The short name is the beginning of the name, so that one column answers for both.
      const rows = await db
        .selectFrom('machine')
        .select('facts')
        .where(sql<boolean>`name like ${`%${wanted}%`} escape '\\'`)
        .orderBy(sql`case when name like ${`${wanted}%`} escape '\\' then 0 else 1 end`)
        .orderBy('name')
        .orderBy('id')
        .limit(limit)
        .execute();
      return rows.map((row) => readRow('machine', cachedShape, row));
    }),
  known: ({ names, addresses }, limit) =>
    database.read(async (db) => {
      const lower = (words: readonly string[]) => [...new Set(words.map((word) => word.toLowerCase()))];
      const wanted = [
        ...(['id', 'name', 'short_name'] as const).map((column) => ({ column, words: lower(names) })),
        { column: 'last_ip' as const, words: lower(addresses) },
      ];
      const found = new Map<string, Machine>();
      for (const { column, words } of wanted.filter(({ words: { length } }) => length > 0)) {
        const rows = await db
          .selectFrom('machine')
          .select(['id', 'facts'])
          .where(column, 'in', words)
          .orderBy('id')
          .limit(limit)
          .execute();
        for (const row of rows) found.set(row.id, readRow('machine', cachedShape, row));
      }
      return [...found.values()].slice(0, limit);
    }),
  near: async (name, limit) => {
    const typed = shortName(name);
    const slips = slipsAllowed(typed.length);
    const rows = await database.read((db) =>
      db
        .selectFrom('machine')
        .select(['name', 'short_name'])
        .where((eb) =>
          eb.or([
            eb.between(eb.fn<number>('length', ['short_name']), typed.length - slips, typed.length + slips),
            sql<boolean>`short_name like ${`${literally(typed)}%`} escape '\\'`,
          ]),
        )
        .execute(),
    );
    const found: { readonly name: string; readonly distance: number }[] = [];
    for (const [index, row] of rows.entries()) {
      if (index % CHUNK === CHUNK - 1) await breathe();
      const distance = nameDistance(typed, row.short_name);
      // A longer name that begins like it comes after every likely slip.
      if (distance <= slips) found.push({ name: row.name, distance });
      else if (row.short_name.startsWith(typed)) found.push({ name: row.name, distance: slips + 1 });
    }
    const byLikeness = found.sort((a, b) => a.distance - b.distance || (a.name < b.name ? -1 : 1));
    return [...new Set(byLikeness.map((near) => near.name))].slice(0, limit);
  },
});
