import { tortureAtRandom } from '../../torture/random-torture';
import { reportOnce } from './report-once';

const seed = Number(process.env['TWOKEY_SEED'] ?? Date.now() % 1_000_000);
const kills = Number(process.env['TWOKEY_KILLS'] ?? 40);

describe(`while the process dies ${kills} times at random under load and network faults (TWOKEY_SEED=${seed})`, () => {
  test('no approved request is lost or done twice, and everything is told, shown and on record', async () => {
    const figures = await tortureAtRandom({
      seed,
      number: 1,
      kills,
      casesAtOnce: 10,
      world: { database: 'sqlite', replicas: 1, people: 6, channels: 12, machines: 120 },
      killed: () => {},
      told: () => {},
      isOver: () => false,
    });
    reportOnce(`random instants, seed ${seed}`, figures);
    expect(figures.complaints).toEqual([]);
    expect(figures.kills).toBe(kills);
    expect(figures.opened).toBeGreaterThan(0);
    expect(figures.machineActions).toBeGreaterThan(0);
    expect(figures.entries).toBeGreaterThan(0);
  }, 400_000);
});
