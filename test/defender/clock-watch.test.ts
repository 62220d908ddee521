import type { Outcome } from '../../src/defender/client';
import { createClockWatch } from '../../src/defender/clock-watch';
import { manualClock, recordingLog } from './world';

const MINUTE = 60_000;

const watching = () => {
  const clock = manualClock();
  const log = recordingLog();
  const watch = createClockWatch({ system: 'Entra', clock, log });
  const answer = (aheadMs: number): Outcome => {
    const date = new Date(clock.now() - aheadMs).toUTCString();
    return { kind: 'answered', status: 200, headers: { date }, text: '' };
  };
  return { clock, log, watch, hear: (aheadMs: number) => watch.note(answer(aheadMs), clock.now()) };
};

it('a clock is compared with the second that an answer names, in the middle of its call', async () => {
  const { clock, watch } = watching();
  const began = clock.now();
  const date = new Date(began).toUTCString();
  await clock.advance(4_000);
  watch.note({ kind: 'answered', status: 200, headers: { date }, text: '' }, began);
  expect(watch.aheadMs()).toBe(1_500);
});

it('an answer without a date, with one that is none, and no answer at all say nothing', () => {
  const { clock, watch } = watching();
  watch.note({ kind: 'answered', status: 200, headers: {}, text: '' }, clock.now());
  watch.note({ kind: 'answered', status: 200, headers: { date: 'soon' }, text: '' }, clock.now());
  watch.note({ kind: 'failed', code: 'timeout', hasConnected: true, host: 'x' }, clock.now());
  expect(watch.aheadMs()).toBeNull();
  expect(watch.cure()).toBeUndefined();
});

it('a clock that is a minute off is warned of once, and told to be right once', () => {
  const { log, hear } = watching();
  for (const aheadMs of [0, 2 * MINUTE, 3 * MINUTE, -5 * MINUTE, 0, 1_000]) hear(aheadMs);
  expect(log.lines.map(({ level, event }) => [level, event])).toEqual([
    ['warn', 'clock.off'],
    ['info', 'clock.right'],
  ]);
});

it.each([
  [7 * MINUTE, '7 min ahead of Microsoft’s'],
  [-7 * MINUTE + 500, '7 min behind Microsoft’s'],
])('a clock that is %i ms ahead is named with what to do', (aheadMs, words) => {
  const { watch, hear } = watching();
  hear(aheadMs);
  expect(watch.cure()).toContain(words);
  expect(watch.cure()).toContain('time server');
});
