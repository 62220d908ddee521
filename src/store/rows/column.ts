import { z } from 'zod';
import { storeFault } from '../store-fault';

/** A time column. */
export const instantColumn = z.string().transform((text, context) => {
  const moment = Date.parse(text);
  if (Number.isNaN(moment)) context.addIssue('not a time');
  return moment;
});

/** A JSON column of a known shape. */
export const jsonColumn = <T extends z.ZodType>(shape: T) =>
  z
    .string()
    .transform((text, context): unknown => {
      try {
        return JSON.parse(text);
      } catch {
        context.addIssue('not JSON');
        return z.NEVER;
      }
    })
    .pipe(shape);

/** A truth column. */
export const flagColumn = z.union([z.literal(0), z.literal(1)]).transform((flag) => flag === 1);

/** A word of a closed set. Which one is not checked, so that a word that the domain gains is never refused here. */
export const wordOf = <T extends string>() => z.custom<T>((word) => typeof word === 'string');

/** Believes a row only if it has the shape that this code wrote. Throws the fault `corrupt`, naming the columns. */
export const readRow = <T>(table: string, shape: z.ZodType<T>, row: unknown): T => {
  const read = shape.safeParse(row);
  if (read.success) return read.data;
  const where = read.error.issues.map((issue) => issue.path.join('.')).join(', ');
  throw storeFault(
    'corrupt',
    `A row of the table ${table} cannot be understood (${where}). Somebody else may have written it: restore a backup.`,
    read.error,
  );
};
