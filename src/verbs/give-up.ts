import { Fault } from '../domain/fault';

/** Something is set wrongly: starting again will not help. */
export const EXIT_CONFIG = 78;
/** The command line is not one that we know (`EX_USAGE` of sysexits.h). */
export const EXIT_USAGE = 64;

/** Ends the process with words for whoever reads the terminal or the log of the container. */
export const giveUp = (code: number, lines: readonly string[]): never => {
  process.stderr.write(`${lines.join('\n')}\n`);
  process.exit(code);
};

/** Ends the process over something that was thrown. */
export const tellFault = (error: unknown): never => {
  if (!(error instanceof Fault)) {
    return giveUp(1, [error instanceof Error ? (error.stack ?? error.message) : String(error)]);
  }
  const { system, code, says } = error.facts;
  return giveUp(system === 'Slack' ? EXIT_CONFIG : 1, [`Twokey cannot start. ${system}: ${says} (${code})`]);
};
