import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { type Metric, metricCatalogue } from '../../src/host/metric-catalogue';

const read = (name: string): string => readFileSync(join(__dirname, '..', '..', 'docs', 'grafana', name), 'utf8');

interface Panel {
  readonly id: number;
  readonly type: string;
  readonly title: string;
  readonly gridPos: { readonly h: number; readonly w: number; readonly x: number; readonly y: number };
  readonly targets?: readonly { readonly expr: string }[];
}

const panels: readonly Panel[] = JSON.parse(read('twokey.json')).panels;
const queries = panels.flatMap(({ targets = [] }) => targets.map(({ expr }) => expr));
const alerts: readonly {
  readonly alert: string;
  readonly expr: string;
  readonly labels: object;
  readonly annotations: { readonly summary: string; readonly description: string };
}[] = parse(read('alerts.yml')).groups[0].rules;

/** Every series that a catalogue entry gives: a histogram gives three. */
const known = new Map<string, string>(
  Object.entries<Metric>(metricCatalogue).flatMap(([name, { type }]) =>
    type === 'histogram'
      ? ['_bucket', '_sum', '_count'].map((tail) => [name + tail, name] as const)
      : [[name, name] as const],
  ),
);
const metricsIn = (expr: string): readonly string[] => expr.match(/twokey_[a-z_]+/g) ?? [];

it('every metric that the dashboard or an alert asks for is one that there is', () => {
  const asked = [...queries, ...alerts.map(({ expr }) => expr)].flatMap(metricsIn);
  expect(asked.filter((name) => !known.has(name))).toEqual([]);
});

it('every metric that there is has a place on the dashboard', () => {
  const shown = new Set(queries.flatMap(metricsIn).map((name) => known.get(name)));
  expect(Object.keys(metricCatalogue).filter((name) => !shown.has(name))).toEqual([]);
});

it('every label that is asked for is one that its metric has', () => {
  const labelsOf = (name: string) =>
    Object.keys(metricCatalogue[known.get(name) as keyof typeof metricCatalogue].labels);
  const everywhere = ['job', 'instance', 'le'];
  for (const expr of [...queries, ...alerts.map((one) => one.expr)]) {
    for (const [, name = '', selector = ''] of expr.matchAll(/(twokey_[a-z_]+)\{([^}]*)\}/g)) {
      const asked = [...selector.matchAll(/([a-z_]+)\s*(?:=~|!~|!=|=)/g)].map(([, label]) => label);
      expect([name, asked.filter((label) => ![...labelsOf(name), ...everywhere].includes(label ?? ''))]).toEqual([
        name,
        [],
      ]);
    }
    const grouped = [...expr.matchAll(/ by \(([^)]*)\)/g)].flatMap(([, labels = '']) => labels.split(/,\s*/));
    const possible = [...metricsIn(expr).flatMap(labelsOf), ...everywhere];
    expect(grouped.filter((label) => !possible.includes(label))).toEqual([]);
  }
});

it('no two panels have one id, or one place', () => {
  expect(new Set(panels.map(({ id }) => id)).size).toBe(panels.length);
  for (const one of panels) {
    for (const other of panels.filter(({ id }) => id > one.id)) {
      const [a, b] = [one.gridPos, other.gridPos];
      const isApart = a.x + a.w <= b.x || b.x + b.w <= a.x || a.y + a.h <= b.y || b.y + b.h <= a.y;
      expect([one.title, other.title, isApart]).toEqual([one.title, other.title, true]);
    }
  }
});

it('every panel that is no heading asks for something, and fits on the grid', () => {
  for (const { type, title, targets = [], gridPos } of panels) {
    expect([title, type === 'row' || targets.length > 0]).toEqual([title, true]);
    expect(gridPos.x + gridPos.w).toBeLessThanOrEqual(24);
  }
});

it.each(alerts)('$alert says what is wrong and what to do', ({ labels, annotations }) => {
  expect(labels).toMatchObject({ severity: expect.stringMatching(/^(warning|critical)$/) });
  expect(annotations.summary.length).toBeGreaterThan(10);
  expect(annotations.description.length).toBeGreaterThan(40);
});
