import { z } from 'zod';
import type { Review } from '../../domain/request';
import type { ReviewRow } from '../schema';
import { canonicalJson } from './canonical-json';
import { instantColumn, jsonColumn, readRow } from './column';
import { instantText } from './instant-text';

const reviewShape = z
  .object({
    request_id: z.string(),
    person_id: z.string(),
    person_name: z.string(),
    decision: z.enum(['approved', 'denied']),
    places: jsonColumn(z.array(z.number())),
    words: z.string().nullable(),
    at: instantColumn,
  })
  .transform(
    (row): Review => ({
      requestId: row.request_id,
      person: { id: row.person_id, name: row.person_name },
      decision: row.decision,
      places: row.places,
      words: row.words,
      at: row.at,
    }),
  );

/** A stored review. Throws the fault `corrupt`. */
export const readReview = (row: unknown): Review => readRow('review', reviewShape, row);

/** The row of a review that made a request's revision. */
export const writeReview = (review: Review, requestRevision: number): ReviewRow => ({
  request_id: review.requestId,
  person_id: review.person.id,
  person_name: review.person.name,
  decision: review.decision,
  places: canonicalJson(review.places),
  words: review.words,
  at: instantText(review.at),
  request_revision: requestRevision,
});
