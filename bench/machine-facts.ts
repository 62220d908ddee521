import { cpus, totalmem } from 'node:os';

/** The machine that was measured on, in a line. */
export const machineFacts = (): string => {
  const model = cpus()[0]?.model.trim() ?? 'unknown';
  return `${cpus().length} cores (${model}), ${Math.round(totalmem() / 2 ** 30)} GB, ${process.platform}, Node ${process.version}`;
};
