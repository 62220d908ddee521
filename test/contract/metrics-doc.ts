import { type Metric, metricCatalogue } from '../../src/host/metric-catalogue';

const cell = (words: string): string => words.replaceAll('|', '\\|');

const labelOf = ([label, values]: readonly [string, readonly string[] | string]): string =>
  typeof values === 'string'
    ? `\`${label}\`: ${values}`
    : `\`${label}\`: ${values.map((each) => `\`${each}\``).join(', ')}`;

const row = ([name, { type, help, labels }]: readonly [string, Metric]): string =>
  `| \`${name}\` | ${type} | ${cell(help)} | ${cell(Object.entries(labels).map(labelOf).join('; '))} |`;

/** The table of docs/metrics.md, from the catalogue. */
export const metricsTable = (): string =>
  ['| metric | type | what it tells | labels |', '|---|---|---|---|', ...Object.entries(metricCatalogue).map(row)].join(
    '\n',
  );

const BEGIN = '<!-- Written by `npm run docs:metrics` from src/host/metric-catalogue.ts. -->\n\n';
const END = '\n\n<!-- End of what is written. -->';

/** A document with its table replaced by the one that the catalogue gives. */
export const withMetricsTable = (document: string): string => {
  const [before = '', after = ''] = [document.split(BEGIN)[0], document.split(END)[1]];
  return `${before}${BEGIN}${metricsTable()}${END}${after}`;
};
