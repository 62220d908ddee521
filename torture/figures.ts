import type { Complaint } from './complaint';

/** What a torture came to, in numbers that can be added up. */
export interface Figures {
  kills: number;
  restarts: number;
  readonly killsBy: Map<string, number>;
  readonly faults: Map<string, number>;
  /** From the start of a process to `process.ready`, in milliseconds. */
  readonly readyMs: number[];
  /** From the start of a process to its first complete look at Defender's Machine Actions, in milliseconds. */
  readonly lookMs: number[];
  asked: number;
  opened: number;
  approved: number;
  denied: number;
  withdrawn: number;
  left: number;
  machineActions: number;
  calls: number;
  recovered: number;
  sentAgain: number;
  twins: number;
  saidAgain: number;
  entries: number;
  readonly complaints: (Complaint & { readonly seed: number; readonly world: number })[];
}

export const noFigures = (): Figures => ({
  kills: 0,
  restarts: 0,
  killsBy: new Map(),
  faults: new Map(),
  readyMs: [],
  lookMs: [],
  asked: 0,
  opened: 0,
  approved: 0,
  denied: 0,
  withdrawn: 0,
  left: 0,
  machineActions: 0,
  calls: 0,
  recovered: 0,
  sentAgain: 0,
  twins: 0,
  saidAgain: 0,
  entries: 0,
  complaints: [],
});

/** Counts one more of something. */
export const tally = (counts: Map<string, number>, what: string, times = 1): void => {
  counts.set(what, (counts.get(what) ?? 0) + times);
};

const COUNTS = [
  'kills',
  'restarts',
  'asked',
  'opened',
  'approved',
  'denied',
  'withdrawn',
  'left',
  'machineActions',
  'calls',
  'recovered',
  'sentAgain',
  'twins',
  'saidAgain',
  'entries',
] as const satisfies readonly (keyof Figures)[];

/** Adds the figures of one world to those of all. */
export const addFigures = (all: Figures, one: Figures): void => {
  for (const count of COUNTS) all[count] += one[count];
  for (const [what, times] of one.killsBy) tally(all.killsBy, what, times);
  for (const [what, times] of one.faults) tally(all.faults, what, times);
  all.readyMs.push(...one.readyMs);
  all.lookMs.push(...one.lookMs);
  all.complaints.push(...one.complaints);
};
