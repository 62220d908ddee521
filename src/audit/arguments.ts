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

/** What `audit verify` is asked for. */
export interface VerifyAsked {
  readonly verb: 'verify';
  /** Null: the store itself. */
  readonly file: string | null;
  readonly saved: readonly z.infer<typeof head>[];
  /** From which entry on each must carry a code; null: from the first that does. */
  readonly macFrom: number | null;
}

export type AuditAsked = VerifyAsked;

export const usage = `node dist/main.js audit …

  verify [FILE] [--head SEQ:HASH]… [--hmac-from SEQ]
      Checks the whole record of the store, or an export. A head that was saved elsewhere (the log stream has them, as
      audit.head) must be part of it. With --hmac-from every entry from that one on must carry a valid code.

Settings: DATABASE_URL, and AUDIT_HMAC_KEY where it is in use. Ends with 0 when all is well, with 1 when something does not
fit or could not be read, with 64 when the command is not understood and with 78 when a setting is wrong.`;

const verify = z.object({ head: z.array(head).default([]), 'hmac-from': seq.optional() });

/** Reads the words after `audit`. Gives what to do, or what is wrong with them. */
export const readArguments = (words: readonly string[]): AuditAsked | { readonly wrong: string } => {
  const [verb, ...rest] = words;
  try {
    if (verb === 'verify') {
      const { values, positionals } = parseArgs({
        args: rest,
        allowPositionals: true,
        options: { head: { type: 'string', multiple: true }, 'hmac-from': { type: 'string' } },
      });
      if (positionals.length > 1) return { wrong: 'One file at a time.' };
      const read = verify.safeParse(values);
      if (!read.success) return { wrong: wordsOf(read.error) };
      const { head: saved, 'hmac-from': macFrom = null } = read.data;
      return { verb, file: positionals[0] ?? null, saved, macFrom };
    }
  } catch (error) {
    return { wrong: error instanceof Error || isWorded(error) ? error.message : String(error) };
  }
  return { wrong: verb === undefined ? 'Say what to do.' : `There is no “audit ${verb}”.` };
};

// An error of Node is no instance of Error in every realm.
const isWorded = (error: unknown): error is { readonly message: string } =>
  typeof error === 'object' && error !== null && 'message' in error && typeof error.message === 'string';

const wordsOf = ({ issues }: z.ZodError): string =>
  issues.map(({ path, message }) => `--${String(path[0])}: ${message}`).join('\n');
