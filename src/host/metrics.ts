import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client';
import { type MetricOf, metricCatalogue, metricNamed } from './metric-catalogue';

/** The values of a metric's labels. */
export type Labels = Readonly<Record<string, string>>;

/** One value of a metric that has labels. */
export interface Reading {
  readonly labels: Labels;
  readonly value: number;
}

/** What a gauge shows when it is read. */
export type Look = () => Readings | Promise<Readings>;
type Readings = number | readonly Reading[];

/** Where everything is counted. */
export interface Metrics {
  count(name: MetricOf<'counter'>, labels: Labels): void;
  /** Of a duration, in milliseconds. */
  observe(name: MetricOf<'histogram'>, labels: Labels, ms: number): void;
  /** A number that is looked up whenever the metrics are read; not a number where that fails. */
  gauge(name: MetricOf<'gauge'>, look: Look): void;
  read(): Promise<{ readonly contentType: string; readonly text: string }>;
}

/** A counter's labels must be few: whatever comes beyond so many is counted together. */
const MOST_SERIES = 100;
const TOO_MANY = 'other';
const UNLIMITED: ReadonlySet<string> = new Set(['twokey_events_total']);

/** Every series that a metric can have; none where a label's values are not fixed. */
const allSeries = (labels: Readonly<Record<string, readonly string[] | string>>): readonly Labels[] =>
  Object.entries(labels).reduce<readonly Labels[]>(
    (series, [label, values]) =>
      typeof values === 'string'
        ? []
        : series.flatMap((known) => values.map((value) => ({ ...known, [label]: value }))),
    [{}],
  );

/** Counts what the catalogue lists, and what the process itself uses. */
export const createMetrics = (): Metrics => {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  const counters = new Map<string, Counter>();
  const histograms = new Map<string, Histogram>();
  const series = new Map<string, Set<string>>();

  for (const [name, { type, help, labels, buckets = [] }] of Object.entries(metricCatalogue).map(
    ([name]) => [name, metricNamed(name as keyof typeof metricCatalogue)] as const,
  )) {
    const facts = { name, help, labelNames: Object.keys(labels), registers: [registry] };
    if (type === 'counter') {
      const counter = new Counter(facts);
      counters.set(name, counter);
      // From the start, or else the first of something rare would be no increase.
      for (const each of allSeries(labels)) counter.inc(each, 0);
    }
    if (type === 'histogram') {
      const histogram = new Histogram({ ...facts, buckets: [...buckets] });
      histograms.set(name, histogram);
      for (const each of allSeries(labels)) histogram.zero(each);
    }
  }

  /** The labels, or those of all that came too late to have a series of their own. */
  const fewOf = (name: string, labels: Labels): Labels => {
    const known = series.get(name) ?? new Set();
    series.set(name, known);
    const key = JSON.stringify(labels);
    if (known.has(key) || UNLIMITED.has(name)) return labels;
    if (known.size < MOST_SERIES) {
      known.add(key);
      return labels;
    }
    const open = metricNamed(name as keyof typeof metricCatalogue).labels;
    const spell = ([label, value]: readonly [string, string]) =>
      [label, typeof open[label] === 'string' ? TOO_MANY : value] as const;
    return Object.fromEntries(Object.entries(labels).map(spell));
  };

  return {
    count: (name, labels) => counters.get(name)?.inc(fewOf(name, labels)),
    observe: (name, labels, ms) => histograms.get(name)?.observe(labels, ms / 1_000),
    gauge: (name, look) => {
      const { help, labels } = metricNamed(name);
      new Gauge({
        name,
        help,
        labelNames: Object.keys(labels),
        registers: [registry],
        async collect() {
          try {
            const found = await look();
            const readings = typeof found === 'number' ? [{ labels: {}, value: found }] : found;
            this.reset();
            for (const reading of readings) this.set(reading.labels, reading.value);
          } catch {
            this.reset();
            for (const each of allSeries(labels)) this.set(each, Number.NaN);
          }
        },
      });
    },
    read: async () => ({ contentType: registry.contentType, text: await registry.metrics() }),
  };
};
