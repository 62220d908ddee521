import { T } from '../domain/builders';
import { createFakeClock } from './fake-clock';

it('calls timers at their moments, in order, with what follows from each settled', async () => {
  const clock = createFakeClock(T);
  const called: string[] = [];
  clock.at(T + 20, () => called.push(`b at ${clock.now() - T}`));
  clock.at(T + 10, () => {
    called.push(`a at ${clock.now() - T}`);
    Promise.resolve().then(() => clock.at(T + 15, () => called.push(`c at ${clock.now() - T}`)));
  });
  await clock.move(19);
  expect(called).toEqual(['a at 10', 'c at 15']);
  await clock.move(1);
  expect(called).toEqual(['a at 10', 'c at 15', 'b at 20']);
  expect(clock.now()).toBe(T + 20);
});

it('does not call what was called off, and calls nothing twice', async () => {
  const clock = createFakeClock(T);
  let calls = 0;
  clock.at(T + 1, () => calls++);
  clock.at(T + 1, () => calls++)();
  await clock.move(10);
  await clock.move(10);
  expect(calls).toBe(1);
});

it('calls what is overdue without turning back', async () => {
  const clock = createFakeClock(T);
  const moments: number[] = [];
  clock.at(T - 5, () => moments.push(clock.now()));
  await clock.move(0);
  expect(moments).toEqual([T]);
});

it('waits for what is under way', async () => {
  let turns = 20;
  const clock = createFakeClock(T, () => --turns > 0);
  await clock.settle();
  expect(turns).toBeLessThanOrEqual(0);
});
