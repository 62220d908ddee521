import { createLocalWindows, type LocalWindows } from '../../../src/defender/budget/local-windows';
import type { Rank } from '../../../src/defender/budget/windows';
import { manualClock } from '../world';

const nobody = { containment: 0, action: 0, read: 0 };

const take = (windows: LocalWindows, id: string, rank: Rank, others: Partial<Record<Rank, number>> = {}) =>
  windows.take({ id, rank, waiting: { ...nobody, [rank]: 1, ...others }, isOverdue: false });

const takeMany = async (windows: LocalWindows, rank: Rank, others: Partial<Record<Rank, number>> = {}) => {
  let taken = 0;
  while (taken < 99 && (await take(windows, `${rank}-${taken}-${Math.random()}`, rank, others)) === 0) taken += 1;
  return taken;
};

const setUp = (calls = 10, windowMs = 1_000) => {
  const clock = manualClock();
  return { clock, windows: createLocalWindows({ limits: [{ calls, windowMs }], clock, earlier: [] }) };
};

test('a slot is free one whole window after its answer, not after its beginning', async () => {
  const { clock, windows } = setUp(1);
  expect(await take(windows, 'a', 'action')).toBe(0);
  await clock.advance(5_000);
  expect(await take(windows, 'b', 'action')).toBeGreaterThan(0);
  await windows.answered('a');
  expect(await take(windows, 'b', 'action')).toBe(1_001);
  await clock.advance(1_000);
  expect(await take(windows, 'b', 'action')).toBe(1);
  await clock.advance(1);
  expect(await take(windows, 'b', 'action')).toBe(0);
});

test('a slot that was not used is free at once', async () => {
  const { windows } = setUp(1);
  await take(windows, 'a', 'action');
  await windows.giveBack('a');
  expect(await take(windows, 'b', 'action')).toBe(0);
});

test('a refused wish takes nothing in any window', async () => {
  const clock = manualClock();
  const limits = [
    { calls: 5, windowMs: 1_000 },
    { calls: 1, windowMs: 100 },
  ];
  const windows = createLocalWindows({ limits, clock, earlier: [] });
  await take(windows, 'a', 'action');
  for (let i = 0; i < 10; i += 1) expect(await take(windows, 'b', 'action')).toBeGreaterThan(0);
  expect(windows.use()).toEqual([
    { calls: 5, windowMs: 1_000, used: 1 },
    { calls: 1, windowMs: 100, used: 1 },
  ]);
});

test('reads leave half of the window to actions that may come, and four fifths to actions that wait', async () => {
  expect(await takeMany(setUp().windows, 'read')).toBe(5);
  expect(await takeMany(setUp().windows, 'read', { action: 1 })).toBe(2);
  expect(await takeMany(setUp().windows, 'read', { containment: 1 })).toBe(2);
});

test('actions use the whole window, but leave a tenth to reads that wait', async () => {
  expect(await takeMany(setUp().windows, 'action')).toBe(10);
  const { windows } = setUp();
  expect(await takeMany(windows, 'action', { read: 1 })).toBe(9);
  expect(await takeMany(windows, 'read', { action: 1 })).toBe(1);
});

test('ordinary actions give way to containment, and have a tenth once they have done so for long', async () => {
  const { windows } = setUp();
  expect(await takeMany(windows, 'action', { containment: 1 })).toBe(0);
  const overdue = { rank: 'action', waiting: { ...nobody, containment: 1, action: 1 }, isOverdue: true } as const;
  expect(await windows.take({ id: 'a', ...overdue })).toBe(0);
  expect(await windows.take({ id: 'b', ...overdue })).toBeGreaterThan(0);
  expect(await takeMany(windows, 'containment', { action: 1 })).toBe(9);
});

test('nobody takes a slot while Defender wants silence, and a later wish does not shorten it', async () => {
  const { clock, windows } = setUp();
  await windows.silence(500);
  await windows.silence(100);
  expect(await take(windows, 'a', 'containment')).toBe(500);
  await clock.advance(500);
  expect(await take(windows, 'a', 'containment')).toBe(0);
});

test('a slot that somebody else has granted counts', async () => {
  const { windows } = setUp(1);
  windows.hold({ id: 'a', rank: 'read', waiting: nobody, isOverdue: false });
  expect(await take(windows, 'b', 'action')).toBeGreaterThan(0);
  await windows.giveBack('a');
  expect(await take(windows, 'b', 'action')).toBe(0);
});

test('calls from before the start hold their slots until one window after their answer', async () => {
  const clock = manualClock();
  const earlier = Array.from({ length: 3 }, (_, i) => ({ id: `old-${i}`, answeredAt: clock.now() - i * 100 }));
  const windows = createLocalWindows({ limits: [{ calls: 3, windowMs: 1_000 }], clock, earlier });
  expect(await take(windows, 'a', 'action')).toBe(801);
  await clock.advance(801);
  expect(await take(windows, 'a', 'action')).toBe(0);
});
