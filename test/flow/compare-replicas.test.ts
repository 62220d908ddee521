import type { Instant } from '../../src/domain/instant';
import { createCompareReplicas } from '../../src/flow/compare-replicas';
import { MINUTE, policyWith, SECOND, T } from '../domain/builders';
import { createFakeClock } from './fake-clock';

/** Replicas on one table in memory, as the store keeps it. */
const table = () => {
  const rows = new Map<string, { readonly hash: string; readonly at: Instant }>();
  const clock = createFakeClock(T, () => false);
  const running: { stop(): Promise<void> }[] = [];
  return {
    clock,
    start: (owner: string, hash: string) => {
      let current = hash;
      const lines: unknown[] = [];
      const write = (event: string, fields: object = {}): void => void lines.push([event, fields]);
      const comparison = createCompareReplicas({
        replicas: {
          beat: async (ours) => {
            rows.set(owner, { hash: ours, at: clock.now() });
            const others = [...rows].filter(([name, { at }]) => name !== owner && at > clock.now() - 50 * SECOND);
            return others.map(([, row]) => row.hash);
          },
          alive: async () => rows.size,
        },
        policy: { current: () => policyWith({ hash: current }) },
        clock,
        log: { debug: write, info: write, warn: write, error: write },
      });
      running.push(comparison);
      comparison.wake();
      return {
        lines,
        comparison,
        reload: (next: string) => {
          current = next;
          comparison.wake();
        },
      };
    },
    stop: () => Promise.all(running.map((one) => one.stop())),
  };
};

const differ = (ours: string, others: readonly string[]) => ['policy.replicas-differ', { ours, others }];

it('replicas that lastingly go by different policies both warn, once', async () => {
  const { clock, start, stop } = table();
  const [one, two] = [start('one', 'A'), start('two', 'B')];
  await clock.move(10 * MINUTE);
  expect(one.lines).toEqual([differ('A', ['B'])]);
  expect(two.lines).toEqual([differ('B', ['A'])]);
  expect(one.comparison.others).toEqual(['B']);
  await stop();
});

it('a change that reaches one replica some seconds after the other is no trouble', async () => {
  const { clock, start, stop } = table();
  const [one, two] = [start('one', 'A'), start('two', 'A')];
  await clock.move(5 * MINUTE);
  one.reload('B');
  await clock.move(40 * SECOND);
  two.reload('B');
  await clock.move(5 * MINUTE);
  expect([one.lines, two.lines]).toEqual([[], []]);
  await stop();
});

it('what a process that died went by is not held against the next one', async () => {
  const { clock, start, stop } = table();
  const one = start('one', 'A');
  await clock.move(5 * MINUTE);
  await one.comparison.stop();
  const two = start('two', 'B');
  await clock.move(5 * MINUTE);
  expect(two.lines).toEqual([]);
  expect(two.comparison.others).toEqual([]);
  await stop();
});

it('another difference is told anew, and so is its end', async () => {
  const { clock, start, stop } = table();
  const [one, two] = [start('one', 'A'), start('two', 'B')];
  await clock.move(2 * MINUTE);
  two.reload('C');
  await clock.move(2 * MINUTE);
  two.reload('A');
  await clock.move(MINUTE);
  expect(one.lines).toEqual([differ('A', ['B']), differ('A', ['C']), ['policy.replicas-agree', { ours: 'A' }]]);
  expect(one.comparison.others).toEqual([]);
  await stop();
});

it('says in each round which policy this process goes by, and at once when that changes', async () => {
  const { clock, start, stop } = table();
  const [one, two] = [start('one', 'A'), start('two', 'B')];
  await clock.move(2 * MINUTE);
  two.reload('A');
  one.comparison.wake();
  await clock.settle();
  expect(one.comparison.others).toEqual([]);
  await stop();
});
