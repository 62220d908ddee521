import { z } from 'zod';
import type { Audience } from '../../domain/audience';

/** An audience as it is kept in JSON. */
export const audienceShape = z.object({
  usergroups: z.array(z.string()),
  users: z.array(z.string()),
}) satisfies z.ZodType<Audience>;
