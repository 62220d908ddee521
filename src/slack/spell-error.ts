import { redact } from './redact';

/** An error as the log takes it: name, message and where it happened, without secrets. */
export const spellError = (error: unknown): { readonly says: string; readonly stack?: string } => {
  if (!(error instanceof Error)) return { says: redact(String(error)) };
  const says = redact(`${error.name}: ${error.message}`);
  return error.stack === undefined ? { says } : { says, stack: redact(error.stack) };
};
