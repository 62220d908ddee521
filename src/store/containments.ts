import type { Kysely, Transaction } from 'kysely';
import { actions } from '../domain/catalogue';
import { effectOf, effectOfRun } from '../domain/containment';
import { happenedAt, type Run } from '../domain/run';
import type { OwnContainments, Since } from '../flow/containment-reads';
import { readDossiers } from './dossiers';
import { instantText } from './rows/instant-text';
import type { Schema } from './schema';

/** How many requests of which nobody knows what became are told. */
const MOST_UNSETTLED = 20;

const verbsThat = (does: 'hold' | 'end', kind?: string): readonly string[] =>
  actions
    .filter(({ machineActionType }) => {
      const effect = effectOf(machineActionType);
      return effect?.does === does && (kind === undefined || effect.kind === kind);
    })
    .map(({ verb }) => verb);

/** Notes of runs that have succeeded what they hold or end; the newest on a machine has the word. */
export const noteContainments = async (db: Transaction<Schema>, runs: readonly Run[]): Promise<void> => {
  for (const run of runs) {
    const effect = effectOfRun(run);
    const at = happenedAt(run);
    if (effect === null || at === null) continue;
    const row = { run_id: run.id, verb: run.verb, at: instantText(at) };
    await db
      .insertInto('containment')
      .values({ machine_id: run.machine.id.toLowerCase(), kind: effect.kind, ...row })
      .onConflict((conflict) =>
        conflict.columns(['machine_id', 'kind']).doUpdateSet(row).where('containment.at', '<=', row.at),
      )
      .execute();
  }
};

const owned = async (db: Kysely<Schema>, rows: readonly { readonly run_id: string; readonly request_id: string }[]) => {
  const dossiers = await readDossiers(db, [...new Set(rows.map((row) => row.request_id))]);
  const wanted = new Set(rows.map((row) => row.run_id));
  return dossiers.flatMap((dossier) =>
    dossier.runs.filter((run) => wanted.has(run.id)).map((run) => ({ run, dossier })),
  );
};

/** What our own runs hold, have ended lately, and may or may not hold. */
export const readContainments = async (db: Kysely<Schema>, since: Since): Promise<OwnContainments> => {
  const ending = verbsThat('end');
  const last = await db
    .selectFrom('containment')
    .innerJoin('run', 'run.id', 'containment.run_id')
    .select(['containment.run_id', 'run.request_id'])
    .where((eb) =>
      eb.or([
        eb('containment.verb', 'in', verbsThat('hold', 'restriction')),
        eb.and([
          eb('containment.verb', 'in', verbsThat('hold', 'isolation')),
          eb('containment.at', '>=', instantText(since.isolated)),
        ]),
        eb.and([eb('containment.verb', 'in', ending), eb('containment.at', '>=', instantText(since.ended))]),
      ]),
    )
    .execute();
  return { last: await owned(db, last), unsettled: await owned(db, await unsettled(db, null)) };
};

/** The same of one machine, whenever it was. */
export const readContainmentsOn = async (db: Kysely<Schema>, machineId: string): Promise<OwnContainments> => {
  const last = await db
    .selectFrom('containment')
    .innerJoin('run', 'run.id', 'containment.run_id')
    .select(['containment.run_id', 'run.request_id'])
    .where('containment.machine_id', '=', machineId.toLowerCase())
    .execute();
  return { last: await owned(db, last), unsettled: await owned(db, await unsettled(db, machineId)) };
};

const unsettled = (db: Kysely<Schema>, machineId: string | null) =>
  db
    .selectFrom('run')
    .select(['id as run_id', 'request_id'])
    .where('status', '=', 'unsettled')
    .where('verb', 'in', [...verbsThat('hold'), ...verbsThat('end')])
    .where('subject', '=', '')
    .$if(machineId !== null, (query) => query.where('machine_id', '=', (machineId ?? '').toLowerCase()))
    .orderBy('ended_at', 'desc')
    .orderBy('id')
    .limit(MOST_UNSETTLED)
    .execute();

/** The newest requests for a machine, by its id. */
export const readIdsOn = async (db: Kysely<Schema>, machineId: string, limit: number): Promise<readonly string[]> => {
  const rows = await db
    .selectFrom('run')
    .innerJoin('request', 'request.id', 'run.request_id')
    .select(['request.id', 'request.opened_at'])
    .distinct()
    .where('run.machine_id', '=', machineId.toLowerCase())
    .orderBy('request.opened_at', 'desc')
    .orderBy('request.id')
    .limit(limit)
    .execute();
  return rows.map((row) => row.id);
};
