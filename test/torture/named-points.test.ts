import type { Point } from '../../torture/points';
import { tortureAtPoints } from '../../torture/point-torture';
import { reportOnce } from './report-once';

/** One core is busy with the simulated services, and a start takes most of a second of the other. */
const WORLDS = 3;

/** To die after a write that is not committed is to die before what follows it; `npm run torture` tries these too. */
const isTried = ({ name }: Point): boolean =>
  !/^store (read|update chain_head)/.test(name) && !/^store (insert|update|delete) .* › after$/.test(name);

/** What every request passes. A clean-up or a refresh, done now and then, may not come by again in its trial. */
const EVERY = /commit: (asked|card-posted|approved|claimed|sent|ended)|defender POST|slack chat|delivery ›/;

describe('the process dies by SIGKILL at every named point on the way from the command to the last note', () => {
  test('and every request is done once, told, shown, and on record', async () => {
    const { figures, points, struck, missed } = await tortureAtPoints({
      database: 'sqlite',
      seed: 0,
      ordinals: new Map([['approved', 1]]),
      worlds: WORLDS,
      // One verdict at the end: each death comes into the recovery from the one before.
      batch: 100,
      only: isTried,
      tried: () => {},
    });
    reportOnce(`${points} named points, ${struck} struck, ${missed.length} not met again`, figures);
    expect(figures.complaints).toEqual([]);
    expect(points).toBeGreaterThan(50);
    expect(struck).toBeGreaterThan(0.8 * points);
    expect(missed.filter(({ name }) => EVERY.test(name))).toEqual([]);
  }, 900_000);
});
