import { type Kysely, sql } from 'kysely';
import type { Breaks } from '../record/breaks';
import type { Schema } from '../schema';
import { refusalBody, triggersOnEvent } from './postgres-triggers';

interface TriggerThere {
  readonly name: string;
  /** `A`: it fires in every session, also in one that calls itself a replica. */
  readonly enabled: string;
  /** A sum of the bits by which PostgreSQL notes when a trigger fires. */
  readonly kind: number;
  /** Whether it fires on some rows or some columns only. */
  readonly limited: boolean;
  readonly body: string;
  readonly language: string;
}

// https://www.postgresql.org/docs/current/catalog-pg-trigger.html; the bits are TRIGGER_TYPE_… of its sources.
const BEFORE = 2;
const kinds = { delete: BEFORE + 8, update: BEFORE + 16, truncate: BEFORE + 32 } as const;

const spelled = (text: string): string => text.replace(/\s+/g, ' ').trim().toLowerCase();

/**
 * Finds what a walk along the rows of PostgreSQL cannot see: triggers of the log that are gone, switched off or another
 * one's. Its texts hold no NUL and its numbers are those of the columns, so everything else can be read.
 */
export const inspectPostgres = async (db: Kysely<Schema>, breaks: Breaks): Promise<boolean> => {
  const { rows } = await sql<TriggerThere>`
    select tgname as name, tgenabled as enabled, tgtype as kind, tgqual is not null or tgattr::text <> '' as limited,
      prosrc as body, lanname as language
    from pg_trigger
    join pg_proc on pg_proc.oid = tgfoid
    join pg_language on pg_language.oid = prolang
    where tgrelid = 'event'::regclass and not tgisinternal`.execute(db);
  const there = new Map(rows.map((row) => [row.name, row]));
  for (const [name, what] of triggersOnEvent) {
    const found = there.get(name);
    if (found === undefined) {
      breaks.add(`The trigger ${name}, which keeps the log from being rewritten, is gone.`);
    } else if (found.enabled !== 'A') {
      breaks.add(
        `The trigger ${name}, which keeps the log from being rewritten, is not switched on for every session.`,
      );
    } else if (
      found.kind !== kinds[what] ||
      found.limited ||
      found.language !== 'plpgsql' ||
      spelled(found.body) !== spelled(refusalBody)
    ) {
      breaks.add(`The trigger ${name}, which keeps the log from being rewritten, is another one.`);
    }
  }
  return true;
};
