import { createWatchOthers } from '../../src/flow/watch-others';
import { T } from '../domain/builders';
import { quiet } from '../store/harness';
import { createFakeClock } from './fake-clock';

const setUp = () => {
  const clock = createFakeClock(T);
  const log = { seq: 1, looks: 0 };
  const turn = { isOurs: true };
  const moved: number[] = [];
  const loop = createWatchOthers({
    store: {
      head: async () => {
        log.looks += 1;
        return { seq: log.seq, hash: String(log.seq) };
      },
    },
    tenure: { holds: () => turn.isOurs, term: () => 1 },
    clock,
    log: quiet,
    moved: () => void moved.push(clock.now() - T),
  });
  return { clock, log, turn, moved, loop };
};

it('what another process stores is found within a second, without any hint', async () => {
  const { clock, log, moved, loop } = setUp();
  loop.wake();
  await clock.move(5_500);
  log.seq += 1;
  await clock.move(10_000);
  expect(moved).toEqual([0, 6_000]);
});

it('a hint makes it sooner', async () => {
  const { clock, log, moved, loop } = setUp();
  loop.wake();
  await clock.move(5_500);
  log.seq += 1;
  loop.wake();
  await clock.move(10_000);
  expect(moved).toEqual([0, 5_500]);
});

it('looks once a second, and not at all while another process has the work', async () => {
  const { clock, log, turn, moved, loop } = setUp();
  turn.isOurs = false;
  loop.wake();
  await clock.move(60_000);
  expect([log.looks, moved]).toEqual([0, []]);
  turn.isOurs = true;
  await clock.move(10_000);
  expect([log.looks, moved]).toEqual([10, [61_000]]);
});
