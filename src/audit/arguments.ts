import { parseArgs } from 'node:util';
import { z } from 'zod';

/** A place in the log that was saved elsewhere. */
const head = z
  .string()
  .regex(/^\d{1,15}:[0-9a-f]{64}$/, 'write a head as it was logged, SEQ:HASH (64 hex digits)')
  .transform((text) => ({ seq: Number(text.slice(0, text.indexOf(':'))), hash: text.slice(text.indexOf(':') + 1) }));

const seq = z
  .string()
  .regex(/^\d{1,15}$/, 'write the number of an entry')
  .transform(Number);

/** A moment, as the record writes it. */
const moment = z
  .string()
  .regex(
    /^\d{4}-\d\d-\d\d(T\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d:\d\d))?$/,
    'write a day such as 2025-03-01, or a moment with its zone such as 2025-03-01T12:00Z',
  )
  .refine((text) => !Number.isNaN(Date.parse(text)), 'there is no such day or time')
  .transform((text) => new Date(text).toISOString());

const text = z.string().min(1, 'write what to look for');
const file = text;

const shapes = {
  verify: z.object({ head: z.array(head).default([]), 'hmac-from': seq.nullable().default(null) }),
  export: z.object({
    from: moment.nullable().default(null),
    to: moment.nullable().default(null),
    request: text.nullable().default(null),
    person: text.nullable().default(null),
    machine: text.nullable().default(null),
    out: file.nullable().default(null),
  }),
  seal: z.object({ before: moment, out: file }),
} as const;

type Options<V extends keyof typeof shapes> = z.infer<(typeof shapes)[V]>;

/** What is asked of the record. A file is given where the verb is about one. */
export type AuditAsked =
  | { readonly verb: 'verify'; readonly file: string | null; readonly options: Options<'verify'> }
  | { readonly verb: 'export'; readonly options: Options<'export'> }
  | { readonly verb: 'seal'; readonly options: Options<'seal'> }
  | { readonly verb: 'remove'; readonly file: string };

export const usage = `node dist/main.js audit …

  verify [FILE] [--head SEQ:HASH]… [--hmac-from SEQ]
      Checks the whole record of the store, or an export. A head that was saved elsewhere (the log stream has them, as
      audit.head) must be part of it. With --hmac-from every entry from that one on must carry a valid code.
  export [--from TIME] [--to TIME] [--request ID] [--person ID] [--machine NAME|ID] [--out FILE]
      Writes entries as JSON Lines, to standard output where no file is given.
  seal --before TIME --out FILE
      Writes all entries from before then to a file, and a seal into the record. On SQLite, Twokey must be stopped.
  remove FILE
      Removes what was sealed into that file from the store. On SQLite, Twokey must be stopped; on PostgreSQL, it takes the
      owner of the tables.

Settings: DATABASE_URL, and AUDIT_HMAC_KEY where it is in use. Ends with 0 when all is well, with 1 when something does not
fit or could not be read, with 64 when the command is not understood and with 78 when a setting is wrong.`;

/** Names of options, by what `parseArgs` wants to know of them. */
const parse = (words: readonly string[], names: readonly string[], multiple: readonly string[]) =>
  parseArgs({
    args: [...words],
    allowPositionals: true,
    options: Object.fromEntries(
      names.map((name) => [name, { type: 'string' as const, multiple: multiple.includes(name) }]),
    ),
  });

/** Reads the words after `audit`. Gives what to do, or what is wrong with them. */
export const readArguments = (words: readonly string[]): AuditAsked | { readonly wrong: string } => {
  const [verb, ...rest] = words;
  try {
    switch (verb) {
      case 'verify': {
        const { values, positionals } = parse(rest, Object.keys(shapes.verify.shape), ['head']);
        if (positionals.length > 1) return { wrong: 'One file at a time.' };
        return { verb, file: positionals[0] ?? null, options: shapes.verify.parse(values) };
      }
      case 'export': {
        const { values, positionals } = parse(rest, Object.keys(shapes.export.shape), []);
        if (positionals.length > 0) return { wrong: `“${positionals[0]}”: write --out before the name of a file.` };
        return { verb, options: shapes.export.parse(values) };
      }
      case 'seal': {
        const { values, positionals } = parse(rest, Object.keys(shapes.seal.shape), []);
        if (positionals.length > 0) return { wrong: `“${positionals[0]}”: write --out before the name of a file.` };
        if (values['before'] === undefined) return { wrong: '--before is missing: write up to which day to seal.' };
        if (values['out'] === undefined) return { wrong: '--out is missing: write the name of a new file.' };
        return { verb, options: shapes.seal.parse(values) };
      }
      case 'remove': {
        const [name, ...more] = parse(rest, [], []).positionals;
        if (name === undefined || more.length > 0)
          return { wrong: 'Write the name of the file that audit seal wrote.' };
        return { verb, file: name };
      }
      case undefined:
        return { wrong: 'Say what to do.' };
      default:
        return { wrong: `There is no “audit ${verb}”.` };
    }
  } catch (error) {
    return { wrong: wordsOf(error) };
  }
};

const wordsOf = (error: unknown): string => {
  if (error instanceof z.ZodError) {
    return error.issues.map(({ path, message }) => `--${String(path[0])}: ${message}`).join('\n');
  }
  // An error of Node is no instance of Error in every realm.
  return typeof error === 'object' && error !== null && 'message' in error ? String(error.message) : String(error);
};
