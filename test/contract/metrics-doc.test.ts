import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { withMetricsTable } from './metrics-doc';

const written = readFileSync(join(__dirname, '..', '..', 'docs', 'metrics.md'), 'utf8');

it('docs/metrics.md lists what the catalogue has; else run npm run docs:metrics', () => {
  expect(written).toBe(withMetricsTable(written));
});
