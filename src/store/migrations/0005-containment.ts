import { type Kysely, type Migration, sql } from 'kysely';
import type { Tongue } from '../tongue';

const statements: readonly string[] = [
  // Of each machine the last run that held it in a containment or ended one: what is contained is found without
  // walking along everything that ever was.
  `create table containment (
    machine_id text not null, kind text not null, run_id text not null, verb text not null,
    at text not null, primary key (machine_id, kind))`,
  `create index containment_verb on containment (verb, at)`,
  `insert into containment (machine_id, kind, run_id, verb, at)
    select machine_id, kind, id, verb, ended_at from (
      select machine_id, kind, id, verb, ended_at,
        row_number() over (partition by machine_id, kind order by ended_at desc, id) as place
      from (
        select machine_id, id, verb, ended_at,
          case when verb in ('isolate', 'release') then 'isolation' else 'restriction' end as kind
        from run
        where status = 'succeeded' and ended_at is not null
          and verb in ('isolate', 'release', 'restrict', 'unrestrict')) as done) as placed
    where place = 1`,
];

/** What Twokey's own runs hold at this moment. */
export const containment = ({ ddl, hush }: Tongue): Migration => ({
  up: async (db: Kysely<unknown>) => {
    for (const statement of [...hush, ...statements.map(ddl)]) await sql.raw(statement).execute(db);
  },
});
