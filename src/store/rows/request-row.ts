import { z } from 'zod';
import { type Request, requestStatuses } from '../../domain/request';
import type { RequestRow } from '../schema';
import { canonicalJson } from './canonical-json';
import { instantColumn, jsonColumn, readRow } from './column';
import { instantText, instantTextOrNull } from './instant-text';
import { personShape } from './person-shape';
import { termsShape } from './terms-shape';
import { verbShape } from './verb-shape';

const requestShape = z
  .object({
    id: z.string(),
    revision: z.number(),
    status: z.enum(requestStatuses),
    verb: verbShape,
    parameter: z.string().nullable(),
    comment: z.string(),
    requestor_id: z.string(),
    requestor_name: z.string(),
    channel: z.string(),
    terms: jsonColumn(termsShape),
    binding: z.string(),
    policy_hash: z.string(),
    opened_at: instantColumn,
    expires_at: instantColumn.nullable(),
    escalate_at: instantColumn.nullable(),
    send_by: instantColumn.nullable(),
    decided_at: instantColumn.nullable(),
    decided_by: jsonColumn(personShape).nullable(),
    decided_words: z.string().nullable(),
    again_of: z.string().nullable(),
    thread_ts: z.string().nullable(),
    for_ms: z.number().nullable(),
    remind_at: instantColumn.nullable(),
    summary: z.enum(['due', 'told']).nullable(),
  })
  .transform(
    (row): Request => ({
      id: row.id,
      revision: row.revision,
      status: row.status,
      verb: row.verb,
      parameter: row.parameter,
      comment: row.comment,
      requestor: { id: row.requestor_id, name: row.requestor_name },
      channel: row.channel,
      thread: row.thread_ts,
      forMs: row.for_ms,
      terms: row.terms,
      binding: row.binding,
      policyHash: row.policy_hash,
      openedAt: row.opened_at,
      expiresAt: row.expires_at,
      escalateAt: row.escalate_at,
      remindAt: row.remind_at,
      sendBy: row.send_by,
      againOf: row.again_of,
      summary: row.summary,
      decision: row.decided_at === null ? null : { by: row.decided_by, at: row.decided_at, words: row.decided_words },
    }),
  );

/** A stored request. Throws the fault `corrupt`. */
export const readRequest = (row: unknown): Request => readRow('request', requestShape, row);

/** The row of a request. */
export const writeRequest = (request: Request): RequestRow => ({
  id: request.id,
  revision: request.revision,
  status: request.status,
  verb: request.verb,
  parameter: request.parameter,
  comment: request.comment,
  requestor_id: request.requestor.id,
  requestor_name: request.requestor.name,
  channel: request.channel,
  terms: canonicalJson(request.terms),
  binding: request.binding,
  policy_hash: request.policyHash,
  opened_at: instantText(request.openedAt),
  expires_at: instantTextOrNull(request.expiresAt),
  escalate_at: instantTextOrNull(request.escalateAt),
  send_by: instantTextOrNull(request.sendBy),
  decided_at: instantTextOrNull(request.decision?.at ?? null),
  decided_by: request.decision?.by ? canonicalJson(request.decision.by) : null,
  decided_words: request.decision?.words ?? null,
  again_of: request.againOf,
  thread_ts: request.thread,
  for_ms: request.forMs,
  remind_at: instantTextOrNull(request.remindAt),
  summary: request.summary,
});
