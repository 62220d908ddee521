import { z } from 'zod';
import { actionOf } from '../../domain/catalogue';
import { fileOf } from '../../domain/parameter';
import { type Run, runStatuses } from '../../domain/run';
import type { RunRow } from '../schema';
import { canonicalJson } from './canonical-json';
import { instantColumn, jsonColumn, readRow } from './column';
import { faultShape } from './fault-shape';
import { instantText, instantTextOrNull } from './instant-text';
import { machineShape } from './machine-shape';
import { personShape } from './person-shape';
import { situationShape } from './situation-shape';
import { verbShape } from './verb-shape';

const text = z.string().nullable();
/** What a person said became of a run, as JSON. */
export const settlementShape = z.object({
  by: personShape,
  at: z.number(),
  as: z.enum(['happened', 'did-not-happen']),
});
const moment = instantColumn.nullable();

const runShape = z
  .object({
    id: z.string(),
    request_id: z.string(),
    revision: z.number(),
    status: z.enum(runStatuses),
    verb: verbShape,
    parameter: text,
    machine: jsonColumn(machineShape),
    situation: jsonColumn(situationShape),
    subject: z.string(),
    subject_created_at: moment,
    attempt: z.number(),
    claim_token: text,
    claim_at: moment,
    claim_until: moment,
    looks: z.number(),
    not_before: instantColumn,
    trouble: text,
    machine_action_id: text,
    adopted_from: text,
    defender_status: text,
    created_at: moment,
    track_at: moment,
    ended_at: moment,
    fault: jsonColumn(faultShape).nullable(),
    settlement: jsonColumn(settlementShape).nullable(),
    remind_at: moment,
  })
  .transform(
    (row): Run => ({
      id: row.id,
      requestId: row.request_id,
      revision: row.revision,
      status: row.status,
      verb: row.verb,
      parameter: row.parameter,
      machine: row.machine,
      situation: row.situation,
      subject:
        row.subject_created_at === null ? null : { machineActionId: row.subject, createdAt: row.subject_created_at },
      attempt: row.attempt,
      claim:
        row.claim_token === null || row.claim_at === null || row.claim_until === null
          ? null
          : { token: row.claim_token, at: row.claim_at, until: row.claim_until },
      looks: row.looks,
      notBefore: row.not_before,
      trouble: row.trouble,
      machineActionId: row.machine_action_id,
      adoptedFrom: row.adopted_from,
      defenderStatus: row.defender_status,
      createdAt: row.created_at,
      trackAt: row.track_at,
      endedAt: row.ended_at,
      fault: row.fault,
      settlement: row.settlement,
      remindAt: row.remind_at,
    }),
  );

/** A stored run. Throws the fault `corrupt`. */
export const readRun = (row: unknown): Run => readRow('run', runShape, row);

/** The row of a run. */
export const writeRun = (run: Run): RunRow => ({
  id: run.id,
  request_id: run.requestId,
  revision: run.revision,
  status: run.status,
  verb: run.verb,
  parameter: run.parameter,
  is_containment: actionOf(run.verb).isContainment ? 1 : 0,
  machine_id: run.machine.id.toLowerCase(),
  machine: canonicalJson(run.machine),
  situation: canonicalJson(run.situation),
  // What it is about beside the machine: two files on one machine are two actions.
  subject: run.subject?.machineActionId ?? fileOf(run.verb, run.parameter) ?? '',
  subject_created_at: instantTextOrNull(run.subject?.createdAt ?? null),
  attempt: run.attempt,
  claim_token: run.claim?.token ?? null,
  claim_at: instantTextOrNull(run.claim?.at ?? null),
  claim_until: instantTextOrNull(run.claim?.until ?? null),
  looks: run.looks,
  not_before: instantText(run.notBefore),
  trouble: run.trouble,
  machine_action_id: run.machineActionId,
  adopted_from: run.adoptedFrom,
  defender_status: run.defenderStatus,
  created_at: instantTextOrNull(run.createdAt),
  track_at: instantTextOrNull(run.trackAt),
  ended_at: instantTextOrNull(run.endedAt),
  fault: run.fault === null ? null : canonicalJson(run.fault),
  settlement: run.settlement === null ? null : canonicalJson(run.settlement),
  remind_at: instantTextOrNull(run.remindAt),
});
