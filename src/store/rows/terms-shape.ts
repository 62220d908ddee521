import { z } from 'zod';
import type { MatchedFact } from '../../domain/matching';
import type { AppliedRule, Terms } from '../../domain/policy';
import { audienceShape } from './audience-shape';

const lists = [
  'names',
  'ids',
  'tags',
  'value',
  'groups',
  'os',
  'risk',
] as const satisfies readonly MatchedFact['list'][];

const because = z.object({
  list: z.enum(lists),
  value: z.string().nullable(),
  pattern: z.string().nullable(),
}) satisfies z.ZodType<MatchedFact>;

const appliedRule = z.object({
  name: z.string(),
  because: z.array(because),
  isRaising: z.boolean().exactOptional(),
  machines: z.array(z.string()).exactOptional(),
  quorum: z.number().exactOptional(),
  expiresInMs: z.number().exactOptional(),
  sendWithinMs: z.number().exactOptional(),
  approvers: audienceShape.exactOptional(),
  ticket: z.string().exactOptional(),
}) satisfies z.ZodType<AppliedRule>;

// Terms that were fixed before rules were kept with their reasons name them only.
const ruleName = z.string().transform((name): AppliedRule => ({ name, because: [] }));

/** The terms of a request as they are kept in JSON. */
export const termsShape = z.object({
  places: z.tuple([audienceShape], audienceShape),
  expiresInMs: z.number(),
  sendWithinMs: z.number(),
  mention: z.boolean(),
  // Those of older versions do not say; nobody is reminded of what was asked under them.
  reminder: z.boolean().default(false),
  escalation: z.object({ afterMs: z.number(), to: audienceShape }).nullable().default(null),
  rules: z.array(z.union([ruleName, appliedRule])),
}) satisfies z.ZodType<Terms>;
