import { createLocalWindows } from '../../src/defender/windows';
import { manualClock } from './world';

const take = (
  windows: ReturnType<typeof createLocalWindows>,
  id: string,
  kind: 'action' | 'read',
  isOtherKindWaiting = false,
) => windows.take({ id, kind, isOtherKindWaiting });

const takeMany = async (
  windows: ReturnType<typeof createLocalWindows>,
  count: number,
  kind: 'action' | 'read',
  other = false,
) => {
  let taken = 0;
  while (taken < count && (await take(windows, `${kind}-${taken}-${Math.random()}`, kind, other)) === 0) taken += 1;
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

test('reads leave a fifth of the window to actions that may come, and four fifths to actions that wait', async () => {
  expect(await takeMany(setUp().windows, 99, 'read')).toBe(8);
  expect(await takeMany(setUp().windows, 99, 'read', true)).toBe(2);
});

test('actions use the whole window, but leave a tenth to reads that wait', async () => {
  expect(await takeMany(setUp().windows, 99, 'action')).toBe(10);
  const { windows } = setUp();
  expect(await takeMany(windows, 99, 'action', true)).toBe(9);
  expect(await takeMany(windows, 99, 'read', true)).toBe(1);
});

test('calls from before the start hold their slots until one window after their answer', async () => {
  const clock = manualClock();
  const earlier = Array.from({ length: 3 }, (_, i) => ({ id: `old-${i}`, answeredAt: clock.now() - i * 100 }));
  const windows = createLocalWindows({ limits: [{ calls: 3, windowMs: 1_000 }], clock, earlier });
  expect(await take(windows, 'a', 'action')).toBe(801);
  await clock.advance(801);
  expect(await take(windows, 'a', 'action')).toBe(0);
});
