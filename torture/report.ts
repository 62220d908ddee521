import type { Figures } from './figures';

const quantile = (values: readonly number[], share: number): number =>
  [...values].sort((a, b) => a - b)[Math.min(values.length - 1, Math.floor(values.length * share))] ?? Number.NaN;

const spread = (values: readonly number[]): string =>
  values.length === 0
    ? 'none measured'
    : `p50 ${Math.round(quantile(values, 0.5))} ms, p99 ${Math.round(quantile(values, 0.99))} ms, max ${Math.round(quantile(values, 1))} ms`;

const byCount = (counts: ReadonlyMap<string, number>): readonly string[] =>
  [...counts].sort(([, a], [, b]) => b - a).map(([what, times]) => `  ${String(times).padStart(6)}  ${what}`);

const KINDS = ['lost', 'doubled', 'untold', 'untrue', 'unapproved', 'unheard', 'unruly'] as const;

/** The verdict in one line. */
export const verdictLine = ({ complaints }: Pick<Figures, 'complaints'>): string =>
  KINDS.map((kind) => `${complaints.filter((each) => each.kind === kind).length} ${kind}`).join(', ');

/** The one line that says how far it is. */
export const progressLine = (figures: Figures, kills: number, seconds: number): string =>
  `${String(Math.round(seconds)).padStart(5)} s  ${kills} kills, ${figures.opened} requests judged, ${figures.machineActions} Machine Actions; ${verdictLine(figures)}`;

/** Everything that is told at the end. */
export const reportLines = (figures: Figures, seconds: number): readonly string[] => [
  '',
  `kills                    ${figures.kills} in ${Math.round(seconds)} s (${(figures.kills / seconds).toFixed(2)} a second), each a SIGKILL that ended the process`,
  `starts                   ${figures.restarts}`,
  `start to ready           ${spread(figures.readyMs)}`,
  `start to first look      ${spread(figures.lookMs)} (Defender's whole list of Machine Actions)`,
  `commands typed           ${figures.asked}`,
  `requests opened          ${figures.opened}: ${figures.approved} approved, ${figures.denied} denied, ${figures.withdrawn} withdrawn, ${figures.left} never decided`,
  `calls for them           ${figures.calls}, of which ${figures.sentAgain} were a second or later attempt after Defender had been asked`,
  `Machine Actions          ${figures.machineActions}`,
  `recovered                ${figures.recovered} found in Defender although the answer was lost, and told so`,
  `twins                    ${figures.twins} found, cancelled and told`,
  `said again               ${figures.saidAgain} paragraphs, each marked`,
  `entries on record        ${figures.entries}, every chain whole`,
  '',
  'Where the process died:',
  ...byCount(figures.killsBy),
  '',
  `Faults of the network:   ${[...figures.faults.values()].reduce((sum, times) => sum + times, 0)}`,
  ...byCount(figures.faults),
  '',
  ...figures.complaints.map(
    ({ kind, requestId, says, seed, world }) => `${kind}: ${requestId ?? '-'} (seed ${seed}, world ${world}): ${says}`,
  ),
  verdictLine(figures),
];
