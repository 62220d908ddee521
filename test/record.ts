import { DatabaseSync } from '@photostructure/sqlite';
import { z } from 'zod';

/** One entry of the log, as whoever can read the database finds it. */
const entry = z
  .object({
    seq: z.number(),
    kind: z.string(),
    request_id: z.string().nullable(),
    policy_hash: z.string().nullable(),
    body: z.string(),
  })
  .transform(({ seq, kind, request_id, policy_hash, body }) => ({
    seq,
    kind,
    requestId: request_id,
    policyHash: policy_hash,
    happening: z.looseObject({}).parse(JSON.parse(body)),
  }));

/** The log in a SQLite file, beside whatever process has it open. */
export const recordIn = (path: string): readonly z.infer<typeof entry>[] => {
  const db = new DatabaseSync(path, { readOnly: true });
  try {
    return db
      .prepare('select seq, kind, request_id, policy_hash, body from event order by seq')
      .all()
      .map((row) => entry.parse({ ...row }));
  } finally {
    db.close();
  }
};
