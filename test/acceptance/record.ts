import { join } from 'node:path';
import { DatabaseSync } from '@photostructure/sqlite';
import { z } from 'zod';
import type { World } from './world';

const row = z
  .object({
    seq: z.number(),
    request_id: z.string().nullable(),
    kind: z.string(),
    actor: z.string().nullable(),
    body: z.string(),
    delivery: z.string().nullable(),
    policy_hash: z.string().nullable(),
  })
  .transform(({ request_id, policy_hash, actor, body, ...same }) => ({
    ...same,
    requestId: request_id,
    policyHash: policy_hash,
    actor: z
      .object({ id: z.string(), name: z.string() })
      .nullable()
      .parse(JSON.parse(actor ?? 'null')),
    facts: z.looseObject({}).parse(JSON.parse(body)),
  }));

export type Entry = z.infer<typeof row>;

/** The file that a world's bot keeps everything in. */
export const storeOf = (world: World): string => join(world.folder, 'data', 'twokey.db');

/** The event log as it is stored: what nobody is told can be seen nowhere else. */
export const recordOf = (world: World): readonly Entry[] => {
  const file = new DatabaseSync(storeOf(world), { readOnly: true });
  try {
    const rows = file.prepare('select * from event order by seq').all();
    return rows.map((each) => row.parse({ ...each }));
  } finally {
    file.close();
  }
};

/** What one person tried and was refused, oldest first. */
export const refusedOf = (world: World, personId: string): readonly Entry[] =>
  recordOf(world).filter(
    ({ kind, actor }) => ['refused', 'ask-refused', 'limited'].includes(kind) && actor?.id === personId,
  );
