import { Fault } from '../domain/fault';

/** One thing that was tried, and how it went. */
export interface Finding {
  /** What was tried: `Slack token`, `isolate`, `store`. */
  readonly what: string;
  readonly isOk: boolean;
  /** It works, and can hardly be meant. */
  readonly isOdd?: boolean;
  /** What was found; where it is not ok, with the cure. */
  readonly says: string;
}

/** Tries something; a fault is a finding like any other. */
export const find = async (what: string, attempt: () => Promise<readonly Finding[]>): Promise<readonly Finding[]> => {
  try {
    return await attempt();
  } catch (error) {
    if (!(error instanceof Fault)) throw error;
    const { system, code, says, correlationId, cure } = error.facts;
    const quote = correlationId === null ? '' : ` Quote ${correlationId} to its support.`;
    return [
      { what, isOk: false, says: `${system} said ${code}: ${says}${quote}${cure === undefined ? '' : ` ${cure}`}` },
    ];
  }
};
