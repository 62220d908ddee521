import type { Interaction } from '../simulator/slack/people/actor';

/** How long acknowledgements took, in milliseconds. */
export interface Figures {
  readonly count: number;
  readonly p50: number;
  readonly p99: number;
  readonly max: number;
  /** Those that were not answered with 200 within Slack's three seconds: how many of each outcome, in words. */
  readonly missed: string;
}

/** The nearest-rank percentile of sorted numbers; NaN when there are none. */
export const percentile = (sorted: readonly number[], share: number): number =>
  sorted[Math.max(0, Math.ceil(sorted.length * share) - 1)] ?? Number.NaN;

export const figuresOf = (interactions: readonly Interaction[]): Figures => {
  const sorted = interactions.map(({ ms }) => ms).sort((a, b) => a - b);
  return {
    count: sorted.length,
    p50: percentile(sorted, 0.5),
    p99: percentile(sorted, 0.99),
    max: percentile(sorted, 1),
    missed: outcomes(interactions.map(({ status }) => String(status)).filter((status) => status !== '200')),
  };
};

const outcomes = (statuses: readonly string[]): string => {
  const counted = [...new Set(statuses)].map(
    (status) => `${statuses.filter((each) => each === status).length} × ${status}`,
  );
  return counted.length === 0 ? 'none' : counted.join(', ');
};

export const median = (values: readonly number[]): number =>
  percentile(
    [...values].sort((a, b) => a - b),
    0.5,
  );
